import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build, type BuildOptions } from "esbuild";
import type { BrowserContext, Page } from "playwright-core";
import { pageOf } from "./page-of.ts";

/** The example's page, as it is served. */
export class NotesApp {
  readonly #files: Readonly<Record<string, string>>;

  private constructor(files: Readonly<Record<string, string>>) {
    this.#files = files;
  }

  /**
   * Builds it as its package.json does.
   *
   * @param folder the example, or a copy of it
   * @param addresses what stands in its source, and what stands there for this test
   */
  static async build(
    folder: string,
    addresses: Readonly<Record<string, string>>,
    options: BuildOptions = {},
  ): Promise<NotesApp> {
    const { outputFiles } = await build({
      entryPoints: [join(folder, "src/page.ts")],
      bundle: true,
      format: "esm",
      write: false,
      ...options,
    });
    let script = outputFiles?.[0]?.text ?? "";
    for (const [own, here] of Object.entries(addresses)) {
      if (!script.includes(own)) throw new Error(`The page does not know ${own}.`);
      script = script.replaceAll(own, here);
    }
    const page = readFileSync(join(folder, "index.html"), "utf8");
    return new NotesApp({ "index.html": page, "lib/page.js": script });
  }

  /** Opens it in another tab. */
  open(context: BrowserContext): Promise<Page> {
    return pageOf(context, this.#files);
  }
}
