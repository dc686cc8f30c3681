const transform = {
  "\\.(ts|mjs)$|/node_modules/(jose|temporal-|oxc-walker|oxc-parser|magic-string)|/fixtures/clients/":
    [
      "@swc/jest",
      { jsc: { target: "es2024", parser: { syntax: "typescript" } }, module: { type: "commonjs" } },
    ],
};

const common = {
  // Beside the tests' temporary files it would go with them.
  cacheDirectory: "<rootDir>/.cache/jest",
  transform,
  setupFiles: ["<rootDir>/tools/testing/seed-properties.mjs"],
  // Jest runs CommonJS, which these packages do not have.
  transformIgnorePatterns: [
    "/node_modules/(?!(jose/|temporal-|oxc-walker/|oxc-parser/|magic-string/))",
  ],
  // Its package.json has no entry for CommonJS.
  moduleNameMapper: { "^oxc-walker$": "<rootDir>/node_modules/oxc-walker/dist/index.mjs" },
  modulePathIgnorePatterns: ["<rootDir>/.cache/"],
  // By the name under which it is installed.
  globals: { firebaseRelease: "firebase" },
};

/** @type {import("jest").Config} */
export default {
  maxWorkers: 2,
  // For what hangs, not for what a busy machine does slowly.
  testTimeout: 600_000,
  projects: [
    {
      ...common,
      displayName: "unit",
      testMatch: ["<rootDir>/{functions/src,packages,tools,bench,test/support}/**/*.test.ts"],
    },
    { ...common, displayName: "emulator", testMatch: ["<rootDir>/test/*.test.ts"] },
    {
      ...common,
      displayName: "firebase-13",
      testMatch: ["<rootDir>/test/{full-sdk,full-sdk.browser,transport.browser}.test.ts"],
      globals: { firebaseRelease: "firebase-13" },
    },
  ],
};
