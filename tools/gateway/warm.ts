// Bundled beside the functions: what `gcp-build` of functions/package.json runs, in the cloud.
import { warm } from "../../packages/gateway/src/cli/warm/warm.ts";

process.exit(await warm());
