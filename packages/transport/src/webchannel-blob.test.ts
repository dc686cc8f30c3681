import { build } from "esbuild";

test("there is nothing in the module that Hermes, the engine of React Native, does not know", async () => {
  const { outputFiles } = await build({
    entryPoints: ["packages/transport/src/webchannel-blob.ts"],
    external: ["google-webchannel-wrapper"],
    bundle: true,
    format: "esm",
    target: "es2022",
    write: false,
  });
  const code = outputFiles[0]?.text ?? "";
  expect(code).toContain("createWebChannelTransport");
  expect(code).not.toMatch(/async\s*(?:function\s*)?\*|for await/);
  // ES2023, which browsers of 2022 lack as well.
  expect(code).not.toMatch(/\.(?:to(?:Sorted|Reversed|Spliced)|findLast(?:Index)?)\(/);
});
