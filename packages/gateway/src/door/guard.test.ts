import fc from "fast-check";
import { GatewayError } from "../errors/error.ts";
import { guard, MAX_DEPTH } from "./guard.ts";

function guardData(data: unknown) {
  return guard({ data });
}

/** As it comes off the wire, where `__proto__` is a key like any other. */
function guardJson(json: string) {
  return guard(JSON.parse(json) as unknown);
}

function reasonOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof GatewayError) return error.reason;
    throw error;
  }
  return "none";
}

function nested(depth: number): string {
  return `{"data":${"[".repeat(depth)}${"]".repeat(depth)}}`;
}

describe("guard", () => {
  test("lets JSON through as it is", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(!JSON.stringify(value).includes("__proto__"));
        const sent = JSON.parse(JSON.stringify(value)) as unknown;
        expect(guardData(sent)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("unwraps the integers of the Apple and Android clients, however deep", () => {
    const wrapped = (value: string) => ({
      "@type": "type.googleapis.com/google.protobuf.Int64Value",
      value,
    });
    expect(guardData({ limit: wrapped("10"), deep: [{ n: wrapped("-3") }] })).toEqual({
      limit: 10,
      deep: [{ n: -3 }],
    });
    expect(guardData(wrapped("9007199254740993"))).toEqual({ $int64: "9007199254740993" });
  });

  test.each([
    ["another @type", { a: { "@type": "x" } }],
    ["an @type that is no text", { "@type": 1 }],
    [
      "a wrapped integer with something beside it",
      { "@type": "type.googleapis.com/google.protobuf.Int64Value", value: "1", x: 1 },
    ],
    [
      "a wrapped integer that is none",
      { "@type": "type.googleapis.com/google.protobuf.Int64Value", value: "1e9" },
    ],
  ])("refuses %s", (_name, data) => {
    expect(reasonOf(() => guardData(data))).toBe("INVALID_REQUEST");
  });

  test("refuses __proto__ as a key anywhere", () => {
    expect(reasonOf(() => guardJson('{"data":{"__proto__":{"admin":true}}}'))).toBe(
      "INVALID_REQUEST",
    );
    expect(reasonOf(() => guardJson('{"data":[{"a":{"__proto__":1}}]}'))).toBe("INVALID_REQUEST");
    expect(reasonOf(() => guardJson('{"data":1,"__proto__":{}}'))).toBe("INVALID_REQUEST");
  });

  test("refuses what nests too deep, however deep, without running out of stack", () => {
    expect(reasonOf(() => guardJson(nested(MAX_DEPTH)))).toBe("none");
    expect(reasonOf(() => guardJson(nested(MAX_DEPTH + 1)))).toBe("REQUEST_TOO_DEEP");
    let deep: unknown = 1;
    for (let level = 0; level < 200_000; level += 1) deep = [deep];
    expect(reasonOf(() => guardData(deep))).toBe("REQUEST_TOO_DEEP");
  });

  test.each([
    ["a list", [{ data: {} }]],
    ["a text", "data"],
    ["null", null],
    ["a map without data", {}],
    ["a map with other keys", { data: {}, auth: {} }],
  ])("refuses %s for a body", (_name, body) => {
    expect(reasonOf(() => guard(body))).toBe("INVALID_REQUEST");
  });
});
