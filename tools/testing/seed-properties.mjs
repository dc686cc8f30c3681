import fc from "fast-check";

/**
 * Each run of the tests tries the same cases, so that whoever changes nothing sees nothing fail;
 * a soak tries others each time.
 */
if (process.env.SOAK !== "true") fc.configureGlobal({ seed: 1 });
