import { createRequire } from "node:module";

// Jest, which ends with the process that has started it. Its workers are processes of Jest's own.
await import("../emulators/stop-with-parent.mjs");
createRequire(import.meta.url)("../../node_modules/jest/bin/jest.js");
