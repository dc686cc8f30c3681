const transform = {
  "\\.(ts|mjs)$|/node_modules/jose/": [
    "@swc/jest",
    { jsc: { target: "es2024", parser: { syntax: "typescript" } }, module: { type: "commonjs" } },
  ],
};

const common = {
  transform,
  // jose has no CommonJS, which is what Jest runs.
  transformIgnorePatterns: ["/node_modules/(?!jose/)"],
  modulePathIgnorePatterns: ["<rootDir>/.cache/"],
};

/** @type {import("jest").Config} */
export default {
  maxWorkers: 2,
  testTimeout: 30_000,
  projects: [
    {
      ...common,
      displayName: "unit",
      testMatch: ["<rootDir>/{functions/src,client,scripts,bench}/**/*.test.ts"],
    },
    { ...common, displayName: "emulator", testMatch: ["<rootDir>/test/**/*.test.ts"] },
  ],
};
