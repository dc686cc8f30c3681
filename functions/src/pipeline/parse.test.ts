import { api, type CallableName } from "../contract/api.ts";
import { GatewayError, type FieldViolation } from "../contract/error.ts";
import { parse } from "./parse.ts";

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

  test.each(Object.keys(api) as CallableName[])("%s refuses an unknown key by name", (callable) => {
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

  test("in a filter, the mistake is told that came nearest to being right", () => {
    const where = [
      {
        or: [
          ["a", "==", 1],
          ["b", "like", 2],
        ],
      },
    ];
    const [violation] = violationsOf("queryDocuments", { collection: "a", where });
    expect(violation?.description).toContain("or[1]");
  });

  test("names at most 20 violations", () => {
    const data = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [`k${String(index)}`, 1]),
    );
    expect(violationsOf("getQuota", data)).toHaveLength(20);
  });
});
