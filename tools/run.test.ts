import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

test("nothing is installed through a node_modules that is a link, and what it links to stays", () => {
  const folder = mkdtempSync(join(tmpdir(), "linked-modules-"));
  try {
    const [project = "", others = ""] = ["project", "others"].map((name) => join(folder, name));
    for (const path of [join(project, "tools"), join(others, "theirs")]) {
      mkdirSync(path, { recursive: true });
    }
    for (const name of readdirSync("tools").filter((file) => file.endsWith(".mjs"))) {
      cpSync(join("tools", name), join(project, "tools", name));
    }
    const lock = { lockfileVersion: 3, packages: { "node_modules/wanted": { version: "1.0.0" } } };
    writeFileSync(join(project, "package-lock.json"), JSON.stringify(lock));
    symlinkSync(others, join(project, "node_modules"), "junction");
    const run = [join(project, "tools/run.mjs"), "any.ts"];
    const { status, stderr } = spawnSync(process.execPath, run, { encoding: "utf8" });
    expect(stderr).toMatch(/node_modules is a link, .* remove it\./);
    expect(status).toBe(1);
    expect(readdirSync(others)).toEqual(["theirs"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
