import manifest from "../../package.json" with { type: "json" };

/** The library's version. */
export const VERSION = manifest.version;
