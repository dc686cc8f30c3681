import fc from "fast-check";
import type { ScriptedStream } from "../../../client/src/watch/scripted-gateway.fixture.ts";
import {
  ModelCache,
  type ModelView,
  type ModelRow,
  type ModelQuery,
} from "./model-cache.fixture.ts";
import { ModelHistory, PacedStream } from "./model-gateway.fixture.ts";
import { ROOT, ScriptedListener } from "./scripted-listener.fixture.ts";

const PATHS = ["c/a", "c/b", "c/c", "c/d"];

const byName = (documents: readonly ModelRow[]) =>
  documents.toSorted(([a], [b]) => (a < b ? -1 : 1));

const documentQuery = (name: string): ModelQuery => ({
  document: name,
  resultOf: (documents) => documents.filter(([one]) => one === name),
});

/** What is listened to: all, a part that documents come to and leave, the last two, and documents. */
const QUERIES: readonly ModelQuery[] = [
  { resultOf: byName },
  { resultOf: (documents) => byName(documents.filter(([, n]) => n % 3 > 0)) },
  { resultOf: (documents) => documents.toSorted(([, a], [, b]) => b - a).slice(0, 2) },
  documentQuery(`${ROOT}c/a`),
  documentQuery(`${ROOT}c/b`),
];

const happenings = fc.array(
  fc.record({
    kind: fc.constantFrom(
      "commits",
      "commits",
      "tells",
      "tells",
      "tells",
      "passes",
      "listens",
      "leaves",
      "cuts",
      "ends",
    ),
    which: fc.nat(100),
    by: fc.nat(3),
    some: fc.nat(31),
  }),
  { minLength: 10, maxLength: 60 },
);

/** An SDK with listeners, and a gateway that tells each of them at its own pace. */
class ModelApp {
  readonly history = new ModelHistory();
  readonly cache = new ModelCache();
  readonly listener = new ScriptedListener({ cache: this.cache });
  readonly #streams = new Map<ScriptedStream, PacedStream>();
  /** Of the listeners' targets, the least state that each may be in. */
  readonly #seen = new Map<number, { heard: number; moment: number }>();
  /** The targets by which the SDK asks what has become of a document. */
  readonly #limbo = new Map<string, number>();
  #lastId = 0;

  get streams(): readonly PacedStream[] {
    return this.listener.open.flatMap((stream) => this.#streams.get(stream) ?? []);
  }

  /** The targets of listeners. */
  get #ids(): readonly number[] {
    return [...this.#seen.keys()];
  }

  listen(query: ModelQuery): number {
    this.#lastId += 2;
    this.cache.listen(this.#lastId, query);
    this.#ask(this.#lastId, query);
    return this.#lastId;
  }

  listenTo(query: ModelQuery): void {
    this.#seen.set(this.listen(query), { heard: 0, moment: 0 });
  }

  leave(which: number): void {
    const id = this.#ids[which % Math.max(1, this.#ids.length)];
    if (id !== undefined) this.#leave(id);
  }

  /** Until all has happened that comes of what has. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 3; turn += 1) {
      await this.listener.page.advance(0);
      if (this.listener.ended !== undefined) this.#reconnect();
      this.#followLimbo();
      for (const stream of this.listener.open) await this.#open(stream);
    }
  }

  /** What was heard since as current, and is no state that was, or one before what was heard before. */
  newFaults(): readonly ModelView[] {
    const faults: ModelView[] = [];
    for (const [id, seen] of this.#seen) {
      const { heard, query } = this.#targetOf(id);
      for (const view of heard.slice(seen.heard)) {
        const { documents, fromCache } = view;
        if (fromCache) continue;
        while (seen.moment <= this.history.newest && !this.#isAt(query, seen.moment, documents))
          seen.moment += 1;
        if (seen.moment > this.history.newest) faults.push(view);
      }
      seen.heard = heard.length;
    }
    return faults;
  }

  /** What each listener has heard last. */
  get last(): readonly (ModelView | undefined)[] {
    return this.#ids.map((id) => this.#targetOf(id).heard.at(-1));
  }

  /** What each is to hear in the end. */
  get latest(): readonly ModelView[] {
    return this.#ids.map((id) => {
      const documents = this.history.resultAt(this.#targetOf(id).query, this.history.newest);
      return { documents, fromCache: false };
    });
  }

  #targetOf(id: number) {
    const target = this.cache.targets.get(id);
    if (target === undefined) throw new Error(`The target ${String(id)} was removed`);
    return target;
  }

  #isAt(query: ModelQuery, moment: number, documents: readonly ModelRow[]): boolean {
    return JSON.stringify(this.history.resultAt(query, moment)) === JSON.stringify(documents);
  }

  #ask(id: number, { document }: ModelQuery, resumeToken?: string): void {
    const more = resumeToken === undefined ? {} : { resumeToken };
    if (document === undefined) this.listener.listen(id, more);
    else this.listener.listenTo(id, document.slice(ROOT.length), more);
  }

  #leave(id: number): void {
    this.#seen.delete(id);
    this.cache.unlisten(id);
    this.listener.unlisten(id);
  }

  #reconnect(): void {
    this.listener.reopen();
    this.cache.reconnect();
    for (const [id, { query, token }] of this.cache.targets) this.#ask(id, query, token);
  }

  #followLimbo(): void {
    const { limbo } = this.cache;
    for (const name of limbo) {
      if (!this.#limbo.has(name)) this.#limbo.set(name, this.listen(documentQuery(name)));
    }
    for (const [name, id] of this.#limbo) {
      if (limbo.has(name)) continue;
      this.#limbo.delete(name);
      this.#leave(id);
    }
  }

  async #open(stream: ScriptedStream): Promise<void> {
    if (stream.isOpened) return;
    const queries = stream.asked.targets.map((target) => {
      const { query, documents } = (target as { message?: AskedMessage }).message ?? {};
      const id = query?.structuredQuery.targetId;
      if (id === undefined) return documentQuery(documents?.documents[0] ?? "");
      return this.cache.targets.get(id)?.query ?? { resultOf: byName };
    });
    this.#streams.set(stream, new PacedStream(stream, this.history, queries));
    await stream.open();
  }
}

interface AskedMessage {
  readonly query?: { readonly structuredQuery: { readonly targetId: number } };
  readonly documents?: { readonly documents: readonly string[] };
}

test("whatever is told when, what a listener takes for current is a state of the database, none before the last, and in the end the newest", async () => {
  await fc.assert(
    fc.asyncProperty(happenings, async (all) => {
      const app = new ModelApp();
      const { history, listener } = app;
      try {
        for (const query of QUERIES.slice(0, 3)) app.listenTo(query);
        for (const { kind, which, by, some } of all) {
          const stream = app.streams[which % Math.max(1, app.streams.length)];
          if (kind === "commits") history.commit(PATHS[which % PATHS.length] ?? "", by === 0);
          if (kind === "tells") {
            await stream?.tell(history.newest - by, (index) => ((some >> (index % 5)) & 1) === 1);
          }
          if (kind === "passes") await listener.page.advance(which * 20);
          if (kind === "listens")
            app.listenTo(QUERIES[which % QUERIES.length] ?? documentQuery(""));
          if (kind === "leaves") app.leave(which);
          if (kind === "cuts") await stream?.stream.cut();
          if (kind === "ends") await stream?.stream.end({ reason: "LIMIT", retryAfterMs: 100 });
          await app.settle();
          expect(app.newFaults()).toEqual([]);
        }
        for (let round = 0; round < 8; round += 1) {
          // What is told next says of a document that is missing as well until when it was.
          if (round < 4) history.commit("c/z", false);
          for (const stream of app.streams) await stream.tell(history.newest);
          await listener.page.advance(500);
          await app.settle();
          expect(app.newFaults()).toEqual([]);
        }
        expect(app.last).toEqual(app.latest);
      } finally {
        listener.restore();
      }
    }),
    { numRuns: 40 },
  );
});
