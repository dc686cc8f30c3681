import type { Load } from "./load-generator.ts";

/**
 * The requests that a connection sends, in a loop. Where there are more requests than connections,
 * each connection has a share of its own; otherwise each begins at another one: as far as can be,
 * no two ask for the same at the same time.
 */
export function loopOf<Request>(
  connection: number,
  {
    connections,
    requests,
    first,
  }: Pick<Load, "connections" | "first"> & { readonly requests: readonly Request[] },
): readonly Request[] {
  const isShared = requests.length <= connections;
  const loop = isShared
    ? requests
    : requests.filter((_, index) => index % connections === connection);
  const begin = (isShared ? connection : Math.floor(first / connections)) % loop.length;
  return [...loop.slice(begin), ...loop.slice(0, begin)];
}
