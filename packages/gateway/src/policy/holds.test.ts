import type { Operator } from "../values/operator.ts";
import type { Value } from "../values/value.ts";
import { holds } from "./holds.ts";
import { lookupsIn } from "./lookups.ts";
import type { Condition } from "./condition.ts";

const NaN_ = { $number: "NaN" };
const document = (data: Record<string, Value>) => ({ path: "notes/1", data });
const is = (op: Operator, value: Value): Condition => ({ field: ["x"], op, value });
const member: Condition = {
  lookup: "teams/red",
  asks: { field: ["members"], op: "array-contains", value: "ada" },
  maxAgeMs: 0,
};
const red = (data: Record<string, Value>) => new Map([["teams/red", { path: "teams/red", data }]]);

/** What each comparison holds of, as the Firestore emulator answers it. */
const VALUES: Readonly<Record<string, Value>> = {
  null: null,
  NaN: NaN_,
  "-Infinity": { $number: "-Infinity" },
  "negative zero": -0,
  zero: 0,
  one: 1,
  five: 5,
  string: "a",
  true: true,
  array: [null, 5],
  "array of NaN": [NaN_],
  map: { a: 1 },
};
const NUMBERS = ["-Infinity", "negative zero", "zero", "one", "five"];
const ALL = Object.keys(VALUES);
const but = (...names: string[]) => ALL.filter((name) => !names.includes(name));

test.each<[Operator, Value, string[]]>([
  ["==", null, ["null"]],
  ["==", NaN_, ["NaN"]],
  ["==", 0, ["negative zero", "zero"]],
  ["==", [null, 5], ["array"]],
  ["==", { a: 1 }, ["map"]],
  ["!=", null, but("null")],
  ["!=", NaN_, but("null", "NaN")],
  ["!=", 5, but("null", "five")],
  ["<", 5, NUMBERS.filter((name) => name !== "five")],
  ["<=", 5, NUMBERS],
  [">=", false, ["true"]],
  [">", {}, ["map"]],
  [">=", [], ["array", "array of NaN"]],
  ["<=", NaN_, []],
  [">=", null, []],
  ["in", [5, "a"], ["five", "string"]],
  ["in", [null, NaN_], []],
  ["not-in", [5], but("null", "five")],
  ["not-in", [NaN_], but("null")],
  ["not-in", [null], []],
  ["array-contains", 5, ["array"]],
  ["array-contains", null, []],
  ["array-contains", NaN_, []],
  ["array-contains-any", [1, 5], ["array"]],
  ["array-contains-any", [null, NaN_], []],
])("%s %j holds of %j", (op, value, names) => {
  const held = ALL.filter((name) => holds(is(op, value), document({ x: VALUES[name] as Value })));
  expect(held).toEqual(names);
});

test("of a missing field and of a missing document no comparison holds", () => {
  for (const op of ["==", "!=", "not-in", "<"] as const) {
    expect(holds(is(op, 1), document({ y: 1 }))).toBe(false);
    expect(holds(is(op, 1), null)).toBe(false);
  }
});

test("what is decided holds of no document too", () => {
  expect(holds(true, null)).toBe(true);
  expect(holds({ or: [is("==", 1), { and: [] }] }, null)).toBe(true);
});

test("a document's id is compared as a reference", () => {
  const own: Condition = { field: ["__name__"], op: "==", value: { $reference: "notes/1" } };
  expect(holds(own, document({}))).toBe(true);
  expect(holds(own, { path: "notes/2", data: {} })).toBe(false);
});

test("nobody is a member by a document that was not read, is not there, or has no list", () => {
  expect(holds(member, document({}))).toBe(false);
  expect(holds(member, document({}), new Map([["teams/red", null]]))).toBe(false);
  expect(holds(member, document({}), red({ members: "ada" }))).toBe(false);
  expect(holds(member, document({}), red({ members: ["ada"] }))).toBe(true);
});

test("the documents that decide membership are known beforehand", () => {
  expect(lookupsIn({ or: [is("==", 1), { and: [member, is("==", 2)] }] })).toEqual([member]);
});

describe("what stands in the place of a looked-up document's missing field", () => {
  const asked = (field: readonly string[], op: Operator): Condition => ({
    lookup: "teams/red",
    asks: { field, op, value: "a", ifMissing: "a" },
    maxAgeMs: 0,
  });

  test("is compared where the map that would hold it is there", () => {
    expect(holds(asked(["x"], "=="), null, red({}))).toBe(true);
    expect(holds(asked(["x"], "!="), null, red({}))).toBe(false);
    expect(holds(asked(["x"], "=="), null, red({ x: null }))).toBe(false);
    expect(holds(asked(["x", "y"], "=="), null, red({ x: {} }))).toBe(true);
    expect(holds(asked(["x", "y"], "=="), null, red({}))).toBe(false);
    expect(holds(asked(["x", "y"], "=="), null, red({ x: "a" }))).toBe(false);
    expect(holds(asked(["x"], "=="), null, new Map([["teams/red", null]]))).toBe(false);
  });

  test.each([[["x"]], [["x", "y"]], [["x", "y", "z"]]])(
    "is not compared where %j may be there, but can't be read",
    (field) => {
      const unreadable = [{ field: ["x", "y"] }];
      const others = new Map([["teams/red", { path: "teams/red", data: { x: {} }, unreadable }]]);
      expect(holds(asked(field, "=="), null, others)).toBe(false);
    },
  );
});

describe("of what can't be read", () => {
  const partly = {
    path: "notes/1",
    data: { y: "a", map: { read: 1 } },
    unreadable: [{ field: ["x"] }, { field: ["map", "not"] }],
  };

  test.each<[Operator, Value]>([
    ["==", "a"],
    ["!=", "a"],
    [">", 0],
    ["not-in", ["a"]],
    ["array-contains", "a"],
  ])("%s never holds", (op, value) => {
    expect(holds(is(op, value), partly)).toBe(false);
    expect(holds({ field: ["x", "below"], op, value }, partly)).toBe(false);
  });

  test("nothing holds of a map that it is in, and whatever is beside it counts", () => {
    expect(holds({ field: ["map"], op: "==", value: { read: 1 } }, partly)).toBe(false);
    expect(holds({ field: ["map", "read"], op: "==", value: 1 }, partly)).toBe(true);
    const beside: Condition = { field: ["y"], op: "==", value: "a" };
    expect(holds(beside, partly)).toBe(true);
    expect(holds({ or: [is("==", "a"), beside] }, partly)).toBe(true);
    expect(holds({ and: [is("==", "a"), beside] }, partly)).toBe(false);
  });

  test("a function is never asked: it would take what is missing for what is not there", () => {
    const passes = jest.fn(() => true);
    expect(holds({ check: "any", passes }, partly)).toBe(false);
    expect(passes).not.toHaveBeenCalled();
    expect(holds({ check: "any", passes }, { ...partly, unreadable: [] })).toBe(true);
  });
});
