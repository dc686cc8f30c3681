const transform = {
  "\\.ts$": [
    "@swc/jest",
    { jsc: { target: "es2024", parser: { syntax: "typescript" } }, module: { type: "commonjs" } },
  ],
};

/** @type {import("jest").Config} */
export default {
  maxWorkers: 2,
  projects: [
    { displayName: "unit", transform, testMatch: ["<rootDir>/{functions/src,client,scripts}/**/*.test.ts"] },
    { displayName: "emulator", transform, testMatch: ["<rootDir>/test/**/*.test.ts"], testTimeout: 30_000 },
  ],
};
