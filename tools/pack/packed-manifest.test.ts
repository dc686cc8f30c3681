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

const TYPES = "./lib/types/gateway/src";

test("every entry is a built module for `import` and one for `require`, with their types first", () => {
  expect(JSON.stringify(packed["exports"])).toBe(
    JSON.stringify({
      ".": {
        require: { types: `${TYPES}/index.d.cts`, default: "./lib/index.cjs" },
        default: { types: `${TYPES}/index.d.ts`, default: "./lib/index.js" },
      },
      "./testing": {
        require: {
          types: `${TYPES}/testing/gateway-in-memory.d.cts`,
          default: "./lib/testing.cjs",
        },
        default: {
          types: `${TYPES}/testing/gateway-in-memory.d.ts`,
          default: "./lib/testing.js",
        },
      },
    }),
  );
  expect(packed["bin"]).toEqual({ "database-service": "lib/bin/database-service.js" });
});

test("who knows no `exports` has the same", () => {
  expect(packed).toMatchObject({
    main: "./lib/index.cjs",
    types: `${TYPES}/index.d.ts`,
    typesVersions: { "*": { testing: [`${TYPES}/testing/gateway-in-memory.d.ts`] } },
  });
});

test("what is for this repository alone is left out, all else stays", () => {
  const { name, version, dependencies, files } = packed;
  expect({ name, version, dependencies, files }).toEqual({
    name: "@database-service/gateway",
    version: "1.2.3",
    dependencies: { zod: "4.6.7" },
    files: ["lib"],
  });
  expect(packed).not.toHaveProperty("private");
  expect(packed).not.toHaveProperty("scripts");
});
