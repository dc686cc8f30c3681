import { build } from "esbuild";

test.each(["index.ts", "shadow/firestore/index.ts", "shadow/lite/index.ts"])(
  "%s calls no method of ES2023, which Hermes and browsers of 2022 lack",
  async (entry) => {
    const { outputFiles } = await build({
      entryPoints: [`packages/client/src/${entry}`],
      packages: "external",
      bundle: true,
      format: "esm",
      target: "es2022",
      write: false,
    });
    const code = outputFiles[0]?.text ?? "";
    expect(code).toContain("export {");
    expect(code).not.toMatch(/\.(?:to(?:Sorted|Reversed|Spliced)|findLast(?:Index)?)\(/);
  },
);
