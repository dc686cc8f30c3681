import { isBuiltin } from "node:module";
import type { Manifest } from "./source-package.ts";

/** Those of the packages that modules import, `zod` of `zod/v4`, which an install would not bring. */
export function undeclaredPackages(
  imported: Iterable<string>,
  { dependencies = {}, peerDependencies = {} }: Manifest,
): readonly string[] {
  const packages = [...imported]
    .filter((specifier) => !isBuiltin(specifier))
    .map((specifier) => /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier);
  return [...new Set(packages)]
    .filter((name) => !(name in dependencies) && !(name in peerDependencies))
    .toSorted();
}
