import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";

const NODE = resolve("node_modules/.bin/node");
const MODULE = join(__dirname, "leave-domain.ts");

/** In a process of its own: Jest's tests have a `process` that knows no domains. */
function run(script: string): string {
  const imports = `import domain from "node:domain"; import { leaveDomain } from ${JSON.stringify(MODULE)};`;
  const args = ["--input-type=module", "--eval", imports + script];
  const { stdout, stderr } = spawnSync(NODE, args, { encoding: "utf8" });
  return stdout.trim() || stderr;
}

test("what begins after it belongs to no domain, nor does what follows", () => {
  const followed = (leave: string) =>
    run(`domain.create().run(() => process.nextTick(async () => {
      ${leave}
      await null;
      setTimeout(() => console.log(process.domain === undefined ? "none" : "domain"));
    }))`);
  expect(followed("")).toBe("domain");
  expect(followed("leaveDomain();")).toBe("none");
});

test("where there is no domain, it does nothing", () => {
  expect(run(`leaveDomain(); console.log("done")`)).toBe("done");
});
