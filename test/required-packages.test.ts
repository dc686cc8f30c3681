import { sourcePackages } from "../tools/pack/source-package.ts";
import { PackedApp } from "./support/packed-app.ts";

/** An app of modules that are loaded by `require`, as most functions and all tests under Jest are. */
describe.each(sourcePackages().map(({ folder, manifest }) => [folder, manifest] as const))(
  "%s",
  (folder, { name, exports }) => {
    const entries = Object.keys(exports).map((entry) => entry.replace(/^\./, name));
    let app: PackedApp;

    beforeAll(async () => {
      app = await PackedApp.install(folder);
    });
    afterAll(() => app.remove());

    test("has types for each module that is required, which hold without skipLibCheck", () => {
      const imports = entries.map((entry, at) => `import * as e${String(at)} from "${entry}";`);
      const used = entries.map((_, at) => `e${String(at)}`).join();
      const code = `${imports.join("\n")}\nexport = [${used}];`;
      const options = ["--module", "node16", "--skipLibCheck", "false"];
      expect(app.compile(code, options, "app.cts")).toBe("");
    });

    test.each(entries)("%s has the same exports as where it is imported", (entry) => {
      const required = `const { createRequire } = await import("node:module");
        console.log(Object.keys(createRequire(process.cwd() + "/app.js")("${entry}")).toSorted().join());`;
      const imported = `console.log(Object.keys(await import("${entry}")).toSorted().join());`;
      expect(app.run(required)).toBe(app.run(imported));
    });
  },
);
