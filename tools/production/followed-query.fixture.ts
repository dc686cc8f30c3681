import type { LiveQueries } from "../../packages/client/src/watch/live-queries.ts";
import type { LiveWatch } from "../../packages/client/src/watch/live-watch.ts";
import type { QuerySnapshot } from "../../packages/client/src/watch/snapshots.ts";
import { watchQuery } from "../../packages/client/src/watch/watches.ts";

/** Somebody who watches the model's query, and remembers what was told. */
export interface FollowedQuery {
  readonly watch: LiveWatch<QuerySnapshot<object>>;
  readonly taken: readonly QuerySnapshot<object>[];
  /** Ends with the watch. @throws what ended it */
  readonly over: Promise<void>;
  /** Ends when what was told last is this, or with the watch. @throws what ended the watch */
  until(isSo: (snapshot: QuerySnapshot<object> | undefined) => boolean): Promise<void>;
}

export function followQuery(queries: LiveQueries): FollowedQuery {
  const watch = watchQuery<object>(queries, { collection: "c", limit: 100 }, {});
  const taken: QuerySnapshot<object>[] = [];
  let wake = () => {};
  const over = (async () => {
    for await (const snapshot of watch) {
      taken.push(snapshot);
      wake();
    }
  })();
  // Whoever waits is told.
  over.catch(() => undefined);
  return {
    watch,
    taken,
    over,
    until: async (isSo) => {
      while (!isSo(taken.at(-1))) {
        const news = new Promise<void>((resolve) => (wake = resolve));
        await Promise.race([news, over]);
      }
    },
  };
}

/** The versions of a snapshot's documents, by path. */
export function versionsOf({ documents }: QuerySnapshot<object>): ReadonlyMap<string, string> {
  return new Map(documents.map((document) => [document.path, document.updateTime]));
}
