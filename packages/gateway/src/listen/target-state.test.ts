import type { ListenResponse } from "./listen-response.ts";
import {
  consistentAt,
  ModelDatabase,
  ROOT,
  targetChange,
  timeOf,
} from "./model-database.fixture.ts";
import { TargetState } from "./target-state.ts";

const TARGET = 7;

let database: ModelDatabase;
let state: TargetState;

beforeEach(() => {
  database = new ModelDatabase();
  database.commit([
    ["c/a", true],
    ["c/b", true],
  ]);
  state = new TargetState(ROOT);
});

function apply(...responses: readonly ListenResponse[]) {
  return responses.map((response) => state.apply(response, TARGET)).at(-1);
}

function load() {
  return apply(...database.whole(TARGET), targetChange("CURRENT", TARGET), consistentAt(1));
}

test("nothing is raised before the target is current", () => {
  expect(apply(...database.whole(TARGET), consistentAt(1))).toBeUndefined();
  expect(apply(targetChange("CURRENT", TARGET))).toBeUndefined();
  expect(apply(consistentAt(1))).toMatchObject({ readTime: timeOf(1), changes: [{}, {}] });
});

test("nothing is raised by NO_CHANGE of single targets, nor without a read time", () => {
  apply(...database.whole(TARGET), targetChange("CURRENT", TARGET));
  const change = { kind: "target", change: "NO_CHANGE" } as const;
  expect(apply({ ...change, targetIds: [TARGET], readTime: timeOf(1) })).toBeUndefined();
  expect(apply({ ...change, targetIds: [] })).toBeUndefined();
  expect(apply({ ...change, targetIds: [], readTime: timeOf(1) })).toMatchObject({
    readTime: timeOf(1),
  });
});

test("the same result again after RESET is no change", () => {
  load();
  expect(apply(targetChange("RESET", TARGET), ...database.whole(TARGET))).toBeUndefined();
  expect(apply(targetChange("CURRENT", TARGET), consistentAt(2))).toBeUndefined();
  expect(state.readTime).toBe(timeOf(2));
});

test("a result that is empty, as of a missing document, is a snapshot once", () => {
  const gone = { kind: "delete", path: "c/z", removedTargetIds: [TARGET] } as const;
  const first = apply(gone, targetChange("CURRENT", TARGET), consistentAt(1));
  expect(first).toEqual({ readTime: timeOf(1), changes: [] });
  expect(apply(gone, consistentAt(2))).toBeUndefined();
});

test("what stands in for a document that came back unchanged is no change", () => {
  load();
  const [change] = database.whole(TARGET) as readonly [ListenResponse];
  const gone = { kind: "remove", path: "c/a", removedTargetIds: [TARGET] } as const;
  expect(apply(gone, change, consistentAt(2))).toBeUndefined();
});

test("a target is resumed from its last snapshot, not from what came after it", () => {
  load();
  database.commit([["c/a", null]]);
  const token = { kind: "target", change: "NO_CHANGE", targetIds: [TARGET] } as const;
  apply(...database.deltas(TARGET, { from: 1, to: 2, removal: "delete" }));
  apply({ ...token, resumeToken: Buffer.from("later") });
  state.restart();
  expect(state.resumption).toEqual({ token: Buffer.from("1"), count: 2 });
  expect([...state.documents()]).toHaveLength(2);
});

test("what was sent before a cut is forgotten, and nothing is raised before the target is current again", () => {
  load();
  database.commit([["c/x", true]]);
  apply(...database.deltas(TARGET, { from: 1, to: 2, removal: "delete" }));
  state.restart();
  expect(apply(targetChange("ADD", TARGET), consistentAt(3))).toBeUndefined();
  expect(apply(targetChange("CURRENT", TARGET), consistentAt(3))).toBeUndefined();
  expect(state.readTime).toBe(timeOf(3));
});

test("a read time that goes back raises nothing", () => {
  load();
  database.commit([["c/x", true]]);
  expect(apply(...database.whole(TARGET), consistentAt(0))).toBeUndefined();
  expect(apply(consistentAt(2))).toMatchObject({ changes: [{ path: "c/x" }] });
});

test.each(["count", "names"])("a document lost without a word is found out by the %s", (by) => {
  load();
  database.commit([["c/a", null]]);
  const answer = apply(database.filter(TARGET, { moment: 2, named: by === "names" }));
  expect(answer).toBe(by === "names" ? undefined : "mismatch");
  if (by === "names") {
    const changes = [{ path: "c/a", before: timeOf(1), after: undefined }];
    expect(apply(consistentAt(2))).toEqual({ readTime: timeOf(2), changes });
  }
});

test("a count of none needs no names", () => {
  load();
  expect(apply({ kind: "filter", targetId: TARGET, count: 0 })).toBeUndefined();
  expect(apply(consistentAt(2))).toMatchObject({ changes: [{ path: "c/a" }, { path: "c/b" }] });
  expect(state.bytes).toBe(0);
});

test("while a result is sent again, only what is new of it takes more memory", () => {
  load();
  const { bytes } = state;
  apply(targetChange("RESET", TARGET), ...database.whole(TARGET));
  expect(state.bytes).toBe(bytes);
});
