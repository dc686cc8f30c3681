/** The least room that a bucket had for more tokens, from a time on until that of the next entry. */
export type Room = {
  /** Milliseconds since 1970, by the database's clock. */
  readonly fromMs: number;
  readonly tokens: number;
};

/** Tokens that were lost to a bucket at a time or later: nobody could spend them. */
export interface Loss {
  /** Milliseconds since 1970, by the database's clock. */
  readonly atMs: number;
  readonly tokens: number;
}

/** Entries within this time are one, in milliseconds. */
const TOGETHER_MS = 500;
/** The most entries, so that a record stays small: of more, those that are nearest to each other become one. */
const MOST = 24;
/** An entry is kept for this time, in milliseconds: what was lost before is lost. */
const KEPT_MS = 60_000;

/** A history that goes on. What was lost while there was no room at all, nobody could have had: nothing from before counts. */
export function withRooms(
  history: readonly Room[],
  more: readonly Room[],
  nowMs: number,
): readonly Room[] {
  const all = [...history, ...more].filter(({ fromMs }) => fromMs > nowMs - KEPT_MS);
  return all.slice(all.findLastIndex(({ tokens }) => tokens <= 0) + 1);
}

/** The same history in few entries. */
export function thinned(history: readonly Room[]): readonly Room[] {
  const few: Room[] = [];
  for (const room of history) {
    const last = few.at(-1);
    if (last === undefined || room.fromMs - last.fromMs >= TOGETHER_MS) few.push(room);
    else few[few.length - 1] = { ...last, tokens: Math.min(last.tokens, room.tokens) };
  }
  return few.slice(-MOST);
}

/**
 * Gives back what was lost, as far as there was room for it all the time since: then a bucket from
 * which nothing is leased would have it still.
 *
 * @returns The tokens, and the history with them.
 */
export function creditIn(
  history: readonly Room[],
  losses: readonly Loss[],
): { readonly tokens: number; readonly history: readonly Room[] } {
  let [credited, rooms] = [0, history];
  for (const { atMs, tokens } of losses) {
    const from = rooms.findLastIndex(({ fromMs }) => fromMs <= atMs);
    if (from < 0) continue;
    const least = Math.min(...rooms.slice(from).map((room) => room.tokens));
    const back = Math.max(0, Math.min(tokens, least));
    credited += back;
    rooms = rooms.map((room, index) =>
      index < from ? room : { ...room, tokens: room.tokens - back },
    );
  }
  return { tokens: credited, history: rooms };
}
