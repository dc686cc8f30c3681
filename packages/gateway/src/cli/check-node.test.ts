import { checkNode } from "./check-node.ts";

test.each(["22.0.0", "24.21.0", "100.1.0"])("Node %s runs a command", (version) => {
  expect(() => checkNode(version)).not.toThrow();
});

test.each(["20.20.2", "21.9.0"])("on Node %s a command says which it needs", (version) => {
  expect(() => checkNode(version)).toThrow(
    `This needs Node.js 22 or newer, and runs on ${version}:`,
  );
});
