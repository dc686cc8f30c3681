import { execFileSync } from "node:child_process";

test("examples/testing passes under Node's own test runner", () => {
  const printed = execFileSync(process.execPath, ["--test", "--test-reporter=tap"], {
    cwd: "examples/testing",
    encoding: "utf8",
    // Else it reports to a runner that it takes for its own.
    env: { ...process.env, NODE_TEST_CONTEXT: undefined },
  });
  expect(printed).toMatch(/^# pass 4$/m);
  expect(printed).toMatch(/^# fail 0$/m);
});
