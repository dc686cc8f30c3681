// Preloaded (node --import) into the emulators' processes: when the launcher that holds the other
// end of the IPC channel is gone, even by kill -9, they stop as if asked to.
if (process.channel !== undefined) {
  process.on("disconnect", () => {
    process.kill(process.pid, "SIGINT");
  });
  process.channel.unref();
}
