import fc from "fast-check";
import type { ListenResponse } from "./listen-response.ts";
import {
  consistentAt,
  ModelDatabase,
  momentOf,
  ROOT,
  targetChange,
  timeOf,
  type ModelWrite,
  type Removal,
} from "./model-database.fixture.ts";
import { SnapshotChecker } from "./snapshot-checker.fixture.ts";
import { TargetState } from "./target-state.ts";

const anyPath = fc.constantFrom("c/a", "c/b", "c/c");
const anyWrite = fc.tuple(anyPath, fc.constantFrom(true, true, false, null));
const anyRemoval = fc.constantFrom<Removal>("delete", "remove", "change");

type Step =
  | { readonly do: "commit"; readonly writes: readonly ModelWrite[] }
  | { readonly do: "send"; readonly removal: Removal; readonly consistent: boolean }
  | { readonly do: "reset"; readonly consistent: boolean }
  | { readonly do: "past" }
  | { readonly do: "filter" }
  | { readonly do: "cut"; readonly resume: Resume; readonly removal: Removal };

/** How Firestore answers who comes back with a token. */
type Resume = "deltas" | "reset" | "count" | "names" | "refused";

const anyStep = fc.oneof<fc.Arbitrary<Step>[]>(
  fc.record({
    do: fc.constant("commit"),
    writes: fc.array(anyWrite, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ do: fc.constant("send"), removal: anyRemoval, consistent: fc.boolean() }),
  fc.record({ do: fc.constant("reset"), consistent: fc.boolean() }),
  fc.record({ do: fc.constant("past") }),
  fc.record({ do: fc.constant("filter") }),
  fc.record({
    do: fc.constant("cut"),
    resume: fc.constantFrom<Resume>("deltas", "reset", "count", "names", "refused"),
    removal: anyRemoval,
  }),
);

/** A target, Firestore that speaks to it, and a watcher that believes every snapshot. */
class Trial {
  readonly database = new ModelDatabase();
  readonly state = new TargetState(ROOT);
  readonly watcher = new SnapshotChecker(this.database.isState);
  #sent = 0;
  #targetId = 1;

  constructor() {
    this.#listen("deltas", "delete");
  }

  take(step: Step): void {
    const { moment } = this.database;
    switch (step.do) {
      case "commit":
        return this.database.commit(step.writes);
      case "send":
        this.#send(
          ...this.database.deltas(this.#targetId, { from: this.#sent, to: moment, ...step }),
        );
        this.#sent = moment;
        return step.consistent ? this.#send(consistentAt(moment)) : undefined;
      case "reset":
        this.#send(targetChange("RESET", this.#targetId), ...this.database.whole(this.#targetId));
        this.#send(targetChange("CURRENT", this.#targetId));
        this.#sent = moment;
        return step.consistent ? this.#send(consistentAt(moment)) : undefined;
      case "past":
        return this.watcher.lastTime > timeOf(0)
          ? this.#send(consistentAt(momentOf(this.watcher.lastTime) - 1))
          : undefined;
      case "filter":
        return this.#send(
          this.database.filter(this.#targetId, { moment: this.#sent, named: true }),
        );
      case "cut":
        return this.#listen(step.resume, step.removal);
    }
  }

  /** The last word: all that there is. */
  finish(): void {
    this.take({ do: "send", removal: "delete", consistent: true });
  }

  #listen(resume: Resume, removal: Removal): void {
    this.#targetId += 2;
    if (resume === "refused") this.state.forgetToken();
    this.state.restart();
    const { resumption } = this.state;
    // Other targets of the stream are consistent meanwhile.
    this.#send(targetChange("ADD", this.#targetId), consistentAt(this.database.moment));
    if (resumption === undefined) this.#send(...this.database.whole(this.#targetId));
    else this.#resume(Number(Buffer.from(resumption.token).toString()), { resume, removal });
    this.#sent = this.database.moment;
    this.#send(targetChange("CURRENT", this.#targetId), consistentAt(this.#sent));
  }

  #resume(from: number, { resume, removal }: { resume: Resume; removal: Removal }): void {
    const { moment } = this.database;
    if (resume === "reset") {
      this.#send(targetChange("RESET", this.#targetId), ...this.database.whole(this.#targetId));
      return;
    }
    const deltas = this.database.deltas(this.#targetId, { from, to: moment, removal });
    if (resume === "deltas") return this.#send(...deltas);
    this.#send(...deltas.filter(({ kind }) => kind === "change").filter(isOfResult));
    this.#send(this.database.filter(this.#targetId, { moment, named: resume === "names" }));
  }

  #send(...responses: readonly ListenResponse[]): void {
    const targetId = this.#targetId;
    for (const response of responses) {
      // What is left of a stream that the target has left.
      if (targetId !== this.#targetId) return;
      const raised = this.state.apply(response, targetId);
      if (raised === "mismatch") {
        this.state.forgetToken();
        this.#listen("refused", "delete");
      } else if (raised) this.watcher.take(raised);
    }
  }
}

function isOfResult(response: ListenResponse): boolean {
  return response.kind === "change" && response.targetIds.length > 0;
}

test("every snapshot is a state that the database had, in order and none twice, whatever Firestore sends", () => {
  const property = fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
    const trial = new Trial();
    for (const one of steps) trial.take(one);
    trial.finish();
    expect(trial.watcher.watched).toEqual(new Map(trial.database.resultAt(trial.database.moment)));
    expect([...trial.state.documents()].map((document) => document.path).toSorted()).toEqual(
      [...trial.watcher.watched.keys()].toSorted(),
    );
  });
  fc.assert(property, { numRuns: 1_000 });
});

test("the bytes of a result are those of what it holds, however it came about", () => {
  const property = fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
    const trial = new Trial();
    for (const one of steps) trial.take(one);
    trial.finish();
    const fresh = new TargetState(ROOT);
    for (const response of trial.database.whole(1)) fresh.apply(response, 1);
    expect(trial.state.bytes).toBe(fresh.bytes);
  });
  fc.assert(property, { numRuns: 200 });
});
