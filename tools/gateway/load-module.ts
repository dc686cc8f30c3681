// A process of its own: loads the module that it is given, and sends what it throws.
try {
  await import(process.argv[2] ?? "");
  process.exit(0);
} catch (error) {
  const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
  process.send?.({ message, stack }, () => process.exit(1));
}
