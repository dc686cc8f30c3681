// Jest, which ends with the process that has started it. Its workers are processes of Jest's own.
await import("../emulators/stop-with-parent.mjs");
await import("../../node_modules/jest/bin/jest.js");
