import { posix } from "node:path";
import type { Manifest } from "./source-package.ts";

/** A module that a package offers. */
export interface Entry {
  /** Its name in `exports`, or the command's in `bin`. */
  readonly name: string;
  readonly kind: "module" | "command";
  /** The source file, from the package's folder. */
  readonly source: string;
  /** What is built of it, without an extension, from `lib`. */
  readonly output: string;
}

/** What `exports` and `bin` of a package name. */
export function entries({ exports, bin = {} }: Manifest): readonly Entry[] {
  const modules = Object.entries(exports).map(([name, source]): Entry => {
    const output = name === "." ? "index" : posix.normalize(name);
    return { name, kind: "module", source, output };
  });
  const commands = Object.entries(bin).map(([name, source]): Entry => {
    return { name, kind: "command", source, output: `bin/${name}` };
  });
  return [...modules, ...commands];
}
