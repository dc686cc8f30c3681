import fc from "fast-check";
import type { TargetSnapshot } from "../../../gateway/src/api/listen.ts";
import { timeOf } from "../../../client/src/watch/scripted-gateway.fixture.ts";
import { targetChange } from "./listen-json.ts";
import { ModelSdk } from "./model-sdk.fixture.ts";
import { fromSdkToken, toSdkToken } from "./resume-token.ts";
import { messageOf, ROOT } from "./scripted-listener.fixture.ts";
import { SdkTarget, StreamedResult } from "./sdk-target.ts";

/** The documents of a query after each commit: versions by path. */
type History = readonly ReadonlyMap<string, number>[];

const PATHS = ["c/a", "c/b", "c/c", "c/d"];

/** Each commit writes or deletes one document. */
const commits = fc.array(fc.record({ path: fc.constantFrom(...PATHS), isDelete: fc.boolean() }), {
  minLength: 1,
  maxLength: 20,
});

/** What happens to the streams that tell of a target: which is meant is counted among those there are. */
const events = fc.array(
  fc.record({
    kind: fc.constantFrom("tells", "tells", "tells", "opens", "ends", "resets", "reconnects"),
    which: fc.nat(5),
    by: fc.integer({ min: 1, max: 4 }),
  }),
  { maxLength: 60 },
);

function historyOf(all: readonly { path: string; isDelete: boolean }[]): History {
  const history = [new Map<string, number>()];
  for (const [index, { path, isDelete }] of all.entries()) {
    const next = new Map(history.at(-1));
    if (isDelete) next.delete(path);
    else next.set(path, index + 1);
    history.push(next);
  }
  return history;
}

/** A stream of the gateway's that tells of one target, at some point of the history. */
class ModelStream {
  readonly #history: History;
  readonly #result: StreamedResult;
  /** Whether it can be used no more. */
  isOutrun = false;
  #at: number;

  constructor(history: History, target: SdkTarget, at: number) {
    this.#history = history;
    this.#result = new StreamedResult(target, false);
    this.#at = at;
    const { token } = this.#result.asked as { readonly token?: string };
    // A token tells which versions its client has.
    const isKnown = token !== undefined && token === this.#token;
    this.#tell(isKnown ? { messages: [] } : this.#whole());
  }

  get at(): number {
    return this.#at;
  }

  tells(by: number): void {
    const before = this.#history[this.#at] ?? new Map<string, number>();
    this.#at = Math.min(this.#at + by, this.#history.length - 1);
    const now = this.#history[this.#at] ?? new Map<string, number>();
    const changed = [...now].filter(([path, n]) => before.get(path) !== n);
    const removed = [...before.keys()].filter((path) => !now.has(path));
    this.#tell({ messages: changed.map(([path, n]) => messageOf(path, n)), removed });
  }

  resets(): void {
    this.#tell(this.#whole());
  }

  get #token(): string {
    return fromSdkToken(btoa(textOf(this.#history[this.#at] ?? [])));
  }

  #whole(): Partial<TargetSnapshot> {
    const now = this.#history[this.#at] ?? new Map<string, number>();
    return { reset: true, messages: Array.from(now, ([path, n]) => messageOf(path, n)) };
  }

  #tell(told: Partial<TargetSnapshot>): void {
    const readTime = timeOf(this.#at);
    const snapshot = { id: "t", documents: [], readTime, token: this.#token, ...told };
    if (!this.#result.take(snapshot)) this.isOutrun = true;
  }
}

test("a token comes back as it was", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
      const token = Buffer.from(bytes).toString("base64url");
      expect(Buffer.from(toSdkToken(token), "base64")).toEqual(Buffer.from(bytes));
      expect(fromSdkToken(toSdkToken(token))).toBe(token);
    }),
  );
});

test("by whichever streams a target comes, each snapshot is a state of the database, none before the last, and the last is the newest that was told", () => {
  fc.assert(
    fc.property(commits, events, (all, happenings) => {
      const history = historyOf(all);
      const sdk = new ModelSdk();
      let target = new SdkTarget({ targetId: 2, query: {} }, ROOT);
      let streams: ModelStream[] = [];
      let newest = 0;
      let seen = 0;
      for (const { kind, which, by } of happenings) {
        const stream = streams[which % Math.max(1, streams.length)];
        if (kind === "tells") stream?.tells(by);
        if (kind === "resets") stream?.resets();
        if (kind === "ends") streams = streams.filter((one) => one !== stream);
        if (kind === "reconnects") {
          // The SDK comes with the token that it was told last.
          const resumeToken = sdk.tokens.get(2);
          target = new SdkTarget(
            { targetId: 2, query: {}, ...(resumeToken && { resumeToken }) },
            ROOT,
          );
          streams = [];
        }
        const isFirst = kind === "reconnects" || streams.length === 0;
        // An instance may be behind another one.
        const at = Math.max(isFirst ? newest : 0, newest - by + 1);
        if (kind === "opens" || kind === "reconnects")
          streams.push(new ModelStream(history, target, at));
        streams = streams.filter((one) => !one.isOutrun);
        newest = Math.max(newest, ...streams.map((one) => one.at));
        const { latest } = target;
        if (latest === undefined || latest === target.told) continue;
        const responses = target.takeResponses(latest);
        if (responses.length === 0) continue;
        for (const response of responses) sdk.take(response);
        sdk.take(targetChange("NO_CHANGE", [], { readTime: timeOf(newest) }));
        const told = sdk.of(2);
        const found = history.findIndex((state, index) => index >= seen && isSame(state, told));
        expect(found).toBeGreaterThanOrEqual(seen);
        seen = found;
      }
      if (streams.length > 0 && sdk.snapshots.length > 0) {
        expect(isSame(history[newest], sdk.of(2))).toBe(true);
      }
    }),
    { numRuns: 1_000 },
  );
});

function isSame(
  state: ReadonlyMap<string, number> | undefined,
  told: Readonly<Record<string, string>> | undefined,
): boolean {
  const versions = Array.from(state ?? [], ([path, n]) => [ROOT + path, timeOf(n)] as const);
  return textOf(versions) === textOf(Object.entries(told ?? {}));
}

function textOf(versions: Iterable<readonly [string, unknown]>): string {
  return JSON.stringify([...versions].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
