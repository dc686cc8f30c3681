import { timeOf } from "../../../client/src/watch/scripted-gateway.fixture.ts";
import { responsesFor as responsesOf, type ResultTarget } from "./result-responses.ts";
import { messageOf, ROOT } from "./scripted-listener.fixture.ts";
import { nextResult, type TargetResult } from "./target-result.ts";

const QUERY = { targetId: 2, document: undefined, isResumed: false };
const DOCUMENT = { targetId: 2, document: `${ROOT}c/a`, isResumed: false };
const RESUMED = { ...QUERY, isResumed: true };

/** Of a target that is current once something was told of it. */
function responsesFor(
  target: Omit<ResultTarget, "isFirst">,
  before: TargetResult | undefined,
  next: TargetResult,
) {
  return responsesOf({ ...target, isFirst: before === undefined }, before, next);
}

function resultOf(n: number, versions: Readonly<Record<string, number>>): TargetResult {
  const messages = Object.entries(versions).map(([path, version]) => messageOf(path, version));
  return nextResult(
    undefined,
    {
      id: "t",
      reset: true,
      documents: [],
      messages,
      readTime: timeOf(n),
      token: `t-_${String(n)}`,
    },
    ROOT,
  );
}

function after(
  before: TargetResult | undefined,
  n: number,
  { documents = {}, removed = [] as readonly string[] },
): TargetResult {
  const messages = Object.entries(documents).map(([path, version]) =>
    messageOf(path, Number(version)),
  );
  const changes = { messages, removed, readTime: timeOf(n), token: "tk" };
  return nextResult(before, { id: "t", documents: [], ...changes }, ROOT);
}

const changeOf = (path: string, n: number) => ({
  documentChange: { document: messageOf(path, n), targetIds: [2] },
});
const removeOf = (path: string) => ({
  documentRemove: { document: ROOT + path, removedTargetIds: [2] },
});
const target = (targetChangeType: string, resumeToken?: string) => ({
  targetChange: { targetChangeType, targetIds: [2], ...(resumeToken && { resumeToken }) },
});

test("a first result is its documents, and CURRENT with a token in base64", () => {
  expect(responsesFor(QUERY, undefined, resultOf(1, { "c/a": 1, "c/b": 1 }))).toEqual([
    changeOf("c/a", 1),
    changeOf("c/b", 1),
    target("CURRENT", "t+/1"),
  ]);
});

test("what comes next is what differs", () => {
  const before = resultOf(1, { "c/a": 1, "c/b": 1, "c/c": 1 });
  const changes = { documents: { "c/b": 2, "c/d": 2 }, removed: ["c/c"] };
  expect(responsesFor(QUERY, before, after(before, 2, changes))).toEqual([
    changeOf("c/b", 2),
    changeOf("c/d", 2),
    removeOf("c/c"),
    target("NO_CHANGE", "tk=="),
  ]);
});

test("a whole result that is told again is what differs in it", () => {
  const before = resultOf(1, { "c/a": 1, "c/b": 1 });
  const next = resultOf(2, { "c/b": 1, "c/c": 2 });
  expect(responsesFor(QUERY, before, next)).toEqual([
    changeOf("c/c", 2),
    removeOf("c/a"),
    target("NO_CHANGE", "t+/2"),
  ]);
  expect(responsesFor(QUERY, before, resultOf(2, { "c/a": 1, "c/b": 1 }))).toEqual([]);
});

test("of a target that goes on from a token only what differs is told", () => {
  const nothing = after(undefined, 1, {});
  expect(responsesFor(RESUMED, undefined, nothing)).toEqual([target("CURRENT", "tk==")]);
  const changes = { documents: { "c/a": 2 }, removed: ["c/b"] };
  const changed = after(nothing, 2, changes);
  expect(responsesFor(RESUMED, nothing, changed)).toEqual([
    removeOf("c/b"),
    changeOf("c/a", 2),
    target("NO_CHANGE", "tk=="),
  ]);
});

test("where a token is not taken, what the SDK has is reset", () => {
  const next = resultOf(1, { "c/a": 1 });
  const whole = [target("RESET"), changeOf("c/a", 1), target("CURRENT", "t+/1")];
  expect(responsesFor(RESUMED, undefined, next)).toEqual(whole);
  const goingOn = after(undefined, 1, { documents: { "c/b": 1 } });
  expect(responsesFor(RESUMED, goingOn, next)).toEqual(whole);
});

test("a document that is missing is deleted, as of the time of its own result, once", () => {
  const deleted = (n: number) => ({
    documentDelete: { document: `${ROOT}c/a`, readTime: timeOf(n), removedTargetIds: [2] },
  });
  const missing = resultOf(1, {});
  expect(responsesFor(DOCUMENT, undefined, missing)).toEqual([
    deleted(1),
    target("CURRENT", "t+/1"),
  ]);
  expect(responsesFor(DOCUMENT, missing, resultOf(2, {}))).toEqual([]);
  const there = after(missing, 3, { documents: { "c/a": 3 } });
  expect(responsesFor(DOCUMENT, missing, there)).toContainEqual(changeOf("c/a", 3));
  const gone = after(there, 4, { removed: ["c/a"] });
  expect(responsesFor(DOCUMENT, there, gone)).toEqual([deleted(4), target("NO_CHANGE", "tk==")]);
});
