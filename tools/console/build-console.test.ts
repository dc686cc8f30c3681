import { build } from "esbuild";
import { gzipSync } from "node:zlib";
import { consoleBuild } from "./build-console.ts";

const MAX_BYTES = 60_000;

test("the console is at most 60 kB compressed, beside Firebase's own code", async () => {
  const { outputFiles } = await build({
    ...consoleBuild("console"),
    external: ["firebase/*"],
    write: false,
  });
  const sizes = outputFiles.map(({ contents }) => gzipSync(contents).length);
  expect(sizes.length).toBeGreaterThan(1);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(MAX_BYTES);
});
