import * as callables from "../callables/index.ts";
import type { Callable } from "../callables/callable.ts";

// Each takes its own request alone: whoever asks for one by name hands it no other.
const byName = new Map(
  Object.values(callables).map((callable) => [callable.name, callable as unknown as Callable]),
);

/** Every callable of the gateway. */
export const everyCallable: readonly Callable[] = [...byName.values()];

/**
 * The callable that a URL's path ends with: `/getDocument`, and `/any/prefix/getDocument` where a
 * rewrite leads here. Undefined where there is none of that name.
 *
 * @param url the path and query of a request
 */
export function callableAt(url: string): Callable | undefined {
  const [path = ""] = url.split("?", 1);
  return byName.get(path.slice(path.lastIndexOf("/") + 1) as Callable["name"]);
}
