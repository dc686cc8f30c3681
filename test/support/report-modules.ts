/** Loaded before the gateway: tells, when asked, which modules of its own Node has loaded. */
process.on("message", (question) => {
  if (question === "modules") process.send?.(Reflect.get(process, "moduleLoadList"));
});
