import fc from "fast-check";
import { Hub } from "./hub.ts";
import { HUB_DEFAULTS } from "./hub-limits.ts";
import { ManualClock } from "./manual-clock.fixture.ts";
import { ModelDatabase, ROOT, type ModelWrite } from "./model-database.fixture.ts";
import { ModelFirestore, type Style } from "./model-firestore.fixture.ts";
import { ScriptedFirestore } from "./scripted-firestore.fixture.ts";
import { SnapshotChecker } from "./snapshot-checker.fixture.ts";
import { Upstream } from "./upstream.ts";
import { UPSTREAM_DEFAULTS } from "./upstream-options.ts";
import type { TargetWatch } from "./target-watch.ts";

const TARGET = { kind: "query", query: { collection: "c", orderBy: [] } } as const;
const WATCHERS = 3;
/** By the manual clock's chance. */
const LONGEST_PAUSE_MS = UPSTREAM_DEFAULTS.backoffMaxMs / 2;

type Step =
  | { readonly do: "commit"; readonly writes: readonly ModelWrite[] }
  | { readonly do: "publish" | "cut" | "answer" }
  | { readonly do: "read" | "leave"; readonly watcher: number };

const anyWrite = fc.tuple(
  fc.constantFrom("c/a", "c/b", "c/c", "c/d"),
  fc.constantFrom(true, true, false, null),
);
const anyWatcher = fc.nat(WATCHERS - 1);
const anyStep = fc.oneof<fc.Arbitrary<Step>[]>(
  fc.record({
    do: fc.constant("commit"),
    writes: fc.array(anyWrite, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ do: fc.constantFrom("publish", "publish", "answer", "cut") }),
  fc.record({ do: fc.constantFrom("read", "read", "read", "leave"), watcher: anyWatcher }),
);

/** Watchers who come, read and leave as they like, over streams that are cut. */
class Trial {
  readonly database = new ModelDatabase();
  readonly firestore: ModelFirestore;
  readonly #clock = new ManualClock();
  readonly #server: ScriptedFirestore;
  readonly #hub: Hub;
  readonly watchers: { watch: TargetWatch; checker: SnapshotChecker }[];

  constructor(style: Style) {
    this.firestore = new ModelFirestore(this.database, style);
    this.#server = new ScriptedFirestore(this.firestore);
    const clock = this.#clock;
    const upstream = new Upstream({
      ...UPSTREAM_DEFAULTS,
      open: this.#server.open,
      clock,
      root: ROOT,
    });
    const limits = { ...HUB_DEFAULTS, maxPendingDocuments: 2 };
    this.#hub = new Hub({ upstream: () => upstream, clock, limits });
    this.watchers = Array.from({ length: WATCHERS }, () => this.#watcher());
  }

  take(step: Step): void {
    switch (step.do) {
      case "commit":
        return this.database.commit(step.writes);
      case "publish":
        return this.firestore.publish();
      case "answer":
        return this.#server.answer();
      case "cut":
        this.#server.cut();
        return this.#clock.advance(LONGEST_PAUSE_MS);
      case "read":
        return this.read(step.watcher);
      case "leave":
        this.watchers[step.watcher]?.watch.close();
        this.watchers[step.watcher] = this.#watcher();
    }
  }

  /** Takes what there is for a watcher. */
  read(index: number): void {
    const watcher = this.watchers[index];
    if (watcher === undefined) return;
    const update = watcher.watch.take();
    if (update?.kind === "end") throw new Error(`The watch ended: ${update.end.reason}`);
    if (update === undefined) return;
    if (update.snapshot.isReset) watcher.checker.watched.clear();
    watcher.checker.take(update.snapshot);
  }

  finish(): void {
    this.#clock.advance(LONGEST_PAUSE_MS);
    this.#server.answer();
    this.firestore.publish();
    for (let index = 0; index < WATCHERS; index += 1) this.read(index);
  }

  #watcher() {
    const answer = this.#hub.watch({ database: "(default)", target: TARGET });
    if (!("watch" in answer)) throw new Error("The hub is full");
    return { watch: answer.watch, checker: new SnapshotChecker(this.database.isState) };
  }
}

test.each<Style>(["deltas", "resets"])(
  "every watcher sees states that the database had, in order and none twice, and in the end the last, where changes come as %s",
  (style) => {
    const property = fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
      const trial = new Trial(style);
      for (const step of steps) trial.take(step);
      trial.finish();
      const last = new Map(trial.database.resultAt(trial.database.moment));
      for (const { checker } of trial.watchers) expect(checker.watched).toEqual(last);
      expect(trial.firestore.targets).toBe(1);
    });
    fc.assert(property, { numRuns: 200 });
  },
);

test("a hundred watchers of fifty documents cost one watcher's reads: 150 with a hundred changes", () => {
  const trial = new Trial("deltas");
  const ids = Array.from({ length: 50 }, (_, index) => `c/${String(index)}`);
  trial.database.commit(ids.map((path) => [path, true]));
  for (const _ of Array.from({ length: 100 - WATCHERS })) trial.take({ do: "leave", watcher: -1 });
  trial.take({ do: "answer" });
  for (let change = 0; change < 100; change += 1) {
    trial.database.commit([[ids[change % 50] as string, true]]);
    trial.take({ do: "publish" });
  }
  trial.finish();
  expect(trial.firestore.reads).toBe(150);
});
