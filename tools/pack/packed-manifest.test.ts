import { packedManifest } from "./packed-manifest.ts";

const packed = packedManifest({
  folder: "packages/gateway",
  manifest: {
    name: "@database-service/gateway",
    version: "1.2.3",
    private: true,
    scripts: { test: "jest" },
    exports: { ".": "./src/index.ts", "./testing": "./src/testing/gateway-in-memory.ts" },
    bin: { "database-service": "./src/cli/main.ts" },
    dependencies: { zod: "4.6.7" },
  },
});

test("every entry is a built module, with its types first", () => {
  expect(packed["exports"]).toEqual({
    ".": { types: "./lib/types/gateway/src/index.d.ts", default: "./lib/index.js" },
    "./testing": {
      types: "./lib/types/gateway/src/testing/gateway-in-memory.d.ts",
      default: "./lib/testing.js",
    },
  });
  expect(JSON.stringify(packed["exports"])).toMatch(/^\{"\.":\{"types"/);
  expect(packed["bin"]).toEqual({ "database-service": "lib/bin/database-service.js" });
});

test("what is for this repository alone is left out, all else stays", () => {
  const { exports: _, bin: __, ...rest } = packed;
  expect(rest).toEqual({
    name: "@database-service/gateway",
    version: "1.2.3",
    dependencies: { zod: "4.6.7" },
    files: ["lib"],
  });
});

test("what must be loadable by `require` has a module for it, behind the types", () => {
  const source = {
    folder: "packages/transport",
    manifest: {
      name: "t",
      version: "1.0.0",
      commonjs: true,
      exports: { "./blob": "./src/blob.ts" },
    },
  };
  expect(JSON.stringify(packedManifest(source))).toBe(
    JSON.stringify({
      name: "t",
      version: "1.0.0",
      exports: {
        "./blob": {
          types: "./lib/types/transport/src/blob.d.ts",
          require: "./lib/blob.cjs",
          default: "./lib/blob.js",
        },
      },
      files: ["lib"],
    }),
  );
});
