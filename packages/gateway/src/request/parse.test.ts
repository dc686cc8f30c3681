import { api, type CallableName } from "../api/api.ts";
import { GatewayError, type FieldViolation } from "../errors/error.ts";
import { mutantsOf, nullsOf, samplesOf } from "../api/request.samples.ts";
import { parse } from "./parse.ts";

/** Items of requests that were looked at. */
let looks = 0;

const CALLABLES = Object.keys(api) as CallableName[];

function violationsOf(callable: CallableName, data: unknown): readonly FieldViolation[] {
  try {
    parse(callable, data);
  } catch (error) {
    if (error instanceof GatewayError && error.reason === "INVALID_REQUEST") {
      return error.details["fieldViolations"] as readonly FieldViolation[];
    }
    throw error;
  }
  return [];
}

const fieldsOf = (callable: CallableName, data: unknown) =>
  violationsOf(callable, data).map(({ field }) => field);

describe("parse", () => {
  test.each(CALLABLES)("%s: what its schema describes is taken", (callable) => {
    const samples = samplesOf(callable);
    expect(samples.length).toBeGreaterThan(0);
    for (const sample of samples) expect(violationsOf(callable, sample)).toEqual([]);
  });

  test.each(CALLABLES)("%s: null is missing, under each key that may be", (callable) => {
    for (const { withNull, without } of nullsOf(callable)) {
      expect({ sent: withNull, as: parse(callable, withNull) }).toEqual({
        sent: withNull,
        as: parse(callable, without),
      });
    }
  });

  test("null is looked for at every depth", () => {
    const sent = CALLABLES.flatMap((callable) => nullsOf(callable)).map(({ withNull }) =>
      JSON.stringify(withNull),
    );
    for (const key of ["distanceThreshold", "service", "burst", "ifExists", "or", "sum"]) {
      expect(sent.filter((json) => json.includes(`"${key}":null`))).not.toEqual([]);
    }
  });

  test("in what is stored or compared with, null is a value", () => {
    const where = [["a", "==", null], { or: [["b", "in", [null]]] }];
    const query = { collection: "c", where, orderBy: ["a"], startAt: [null] };
    expect(parse("queryDocuments", query)).toEqual(query);
    const write = { op: "set", path: "c/d", data: { a: null, b: { c: [null, { d: null }] } } };
    expect(parse("batchWrite", { writes: [write] })).toEqual({ writes: [write] });
  });

  test("a null under a key that must be there, or is not known, is an error that names it", () => {
    expect(fieldsOf("getDocument", { path: null })).toEqual(["path"]);
    expect(fieldsOf("getDocument", { path: "c/d", other: null })).toEqual(["other"]);
    expect(fieldsOf("batchWrite", { writes: [{ op: "delete", path: null }] })).toEqual([
      "writes[0].path",
    ]);
    expect(fieldsOf("clearQuota", { caller: { uid: null } })).toEqual(["caller.uid"]);
  });

  test.each(CALLABLES)("%s: whatever stands anywhere in it, errors name fields", (callable) => {
    for (const { data, change } of mutantsOf(callable)) {
      for (const { field, description } of violationsOf(callable, data)) {
        expect({ change, field, description }).not.toMatchObject({ field: "" });
        expect({ change, field, description }).not.toMatchObject({ description: "" });
      }
    }
  });

  test.each(CALLABLES)(
    "%s: what is wrong is said as of documents, never in zod's words",
    (callable) => {
      for (const { data } of mutantsOf(callable)) {
        for (const { description } of violationsOf(callable, data)) {
          expect(description).not.toMatch(
            /Invalid|Too (big|small)|expected|undefined|schema requires/,
          );
        }
      }
    },
  );

  test("what is missing, of another type or not on the list is said in a few words", () => {
    const request = { collection: 1, aggregates: { "a b": { count: true } } };
    expect(violationsOf("aggregateDocuments", request)).toEqual([
      { field: "collection", description: "must be a string, not a number" },
      { field: "aggregates.a b", description: "must be letters, digits and _" },
    ]);
    const writes = [{ op: "create", data: {} }];
    expect(violationsOf("batchWrite", { writes, requestId: "1" })).toEqual([
      { field: "writes[0].path", description: "is required" },
      { field: "requestId", description: "must have the format uuid" },
    ]);
    const order = { collection: "a", orderBy: [["b", "up"]] };
    expect(violationsOf("queryDocuments", order)).toEqual([
      { field: "orderBy[0][1]", description: 'must be one of "asc", "desc"' },
    ]);
    expect(violationsOf("setQuota", { caller: "ada", quota: {} })).toEqual([
      { field: "caller", description: "must be {uid}, {service} or {key}" },
    ]);
  });

  test("an absent optional may come as null, as Firebase's client sends it", () => {
    expect(parse("getDocument", { path: "a/b", fields: null })).toEqual({ path: "a/b" });
    const write = { op: "delete", path: "a/b", ifUpdateTime: null, ifExists: null };
    expect(parse("batchWrite", { writes: [write], atomic: null })).toEqual({
      writes: [{ op: "delete", path: "a/b" }],
    });
  });

  test("a null that is data stays", () => {
    const request = { collection: "a", data: { b: null }, id: null };
    expect(parse("createDocument", request)).toEqual({ collection: "a", data: { b: null } });
  });

  test("no data at all is an empty request", () => {
    expect(parse("getQuota", null)).toEqual({});
    expect(fieldsOf("getDocument", null)).toEqual(["path"]);
  });

  test.each(CALLABLES)("%s refuses an unknown key by name", (callable) => {
    expect(fieldsOf(callable, { surprise: 1 })).toContain("surprise");
  });

  test("every violation is named with its position", () => {
    const writes = [
      { op: "delete", path: "a/b" },
      { op: "set", path: 1, data: [] },
      { op: "drop" },
    ];
    expect(fieldsOf("batchWrite", { writes, atomic: "yes" })).toEqual([
      "writes[1].path",
      "writes[1].data",
      "writes[2].op",
      "atomic",
    ]);
  });

  test("names at most 20 violations", () => {
    const data = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [`k${String(index)}`, 1]),
    );
    expect(violationsOf("getQuota", data)).toHaveLength(20);
  });

  test.each<[string, unknown, string]>([
    ["no filter", [{ xor: [] }], "where[0]"],
    ["an operator that is none", [["a", "=", 1]], "where[0][1]"],
    ["a filter within one", [{ and: [{ or: [["a", "==", 1], 1] }] }], "where[0].and[0].or[1]"],
  ])("of the forms that it may have, %s is told by the nearest", (_what, where, field) => {
    expect(violationsOf("queryDocuments", { collection: "a", where })).toMatchObject([{ field }]);
  });

  test("an unknown key is named, and not with more than its beginning", () => {
    const key = "k".repeat(100_000);
    const [violation] = violationsOf("getDocument", { path: "a/b", [key]: 1 });
    expect(violation?.field).toMatch(/^k{100,300}…$/);
    expect(violation?.description).toBe("is not known; remove it");
  });

  test.each<[string, CallableName, object]>([
    ["filters", "queryDocuments", { collection: "a", where: watched(many(1)) }],
    ["filters within filters", "queryDocuments", { collection: "a", where: tree(100) }],
    ["paths", "getDocuments", { paths: watched(many("a/b")) }],
    ["writes", "batchWrite", { writes: watched(many({})) }],
    ["orders", "queryDocuments", { collection: "a", orderBy: watched(many(1)) }],
    [
      "aggregates",
      "aggregateDocuments",
      { collection: "a", aggregates: watched(Object.fromEntries(many(1).entries())) },
    ],
  ])("of a million %s only few are looked into", (_what, callable, data) => {
    looks = 0;
    expect(violationsOf(callable, data)).toHaveLength(1);
    expect(looks).toBeLessThan(1_000);
  });
});

function many(item: unknown): readonly unknown[] {
  return Array.from({ length: 1_000_000 }, () => item);
}

function tree(width: number, depth = 3): object {
  const each = depth === 1 ? 1 : { and: tree(width, depth - 1) };
  return watched(Array.from({ length: width }, () => each));
}

/** Counts how often an item is looked at. */
function watched(list: object): object {
  return new Proxy(list, {
    get(target, key, receiver): unknown {
      if (/^\d+$/.test(String(key))) looks += 1;
      return Reflect.get(target, key, receiver);
    },
  });
}
