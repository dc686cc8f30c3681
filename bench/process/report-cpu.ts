/**
 * Loaded into a function's process before anything else (`node --import`): tells the bench, when
 * asked, the CPU time that the process has taken, of all its threads. It ends with the bench.
 */
process.on("message", () => process.send?.(process.cpuUsage()));
process.on("disconnect", () => process.exit());
