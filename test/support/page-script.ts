import { build } from "esbuild";
import { browserBuild, type FullSdkOptions } from "./full-sdk.ts";

/** The files of a page that runs a module, by their paths. */
export async function pageScript(
  module: string,
  options: FullSdkOptions = {},
): Promise<Readonly<Record<string, string>>> {
  const { outputFiles } = await build({
    ...browserBuild(options),
    entryPoints: [module],
    format: "esm",
    write: false,
  });
  const script = outputFiles[0]?.text ?? "";
  return {
    "index.html": `<script type="module" src="page.js"></script>`,
    "page.js": script,
  };
}
