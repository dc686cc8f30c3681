/** Loaded before the gateway: tells, when asked, the most memory that the process has taken, in KiB. */
process.on("message", (question) => {
  if (question === "peak memory") process.send?.(process.resourceUsage().maxRSS);
});
