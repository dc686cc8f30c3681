import fc from "fast-check";
import { GatewayError } from "../errors/error.ts";
import { MAX_DEPTH } from "./guard.ts";
import { MAX_NODES, parseRequestBody } from "./parse-request-body.ts";
import { jsonText } from "./json-text.arbitrary.ts";

/** What a text says, or the error that it is refused with. */
function outcome(text: string | Uint8Array): unknown {
  try {
    return parseRequestBody(Buffer.from(text as string));
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
}

function refusal(text: string | Uint8Array): Partial<GatewayError> {
  const error = outcome(text);
  return error instanceof GatewayError ? { reason: error.reason, message: error.message } : {};
}

/** The texts of all numbers, as Node's own parser sees them. */
function numbersOf(text: string): readonly string[] {
  const numbers: string[] = [];
  const reviver = (_key: string, value: unknown, { source }: { readonly source: string }) => {
    if (typeof value === "number") numbers.push(source);
    return value;
  };
  JSON.parse(text, reviver as Parameters<typeof JSON.parse>[1]);
  return numbers;
}

/** Whether what was sent is another number than what would come back. */
function isLost(literal: string): boolean {
  const double = Number(literal);
  if (!Number.isFinite(double)) return true;
  if (!/^-?\d+$/.test(literal) || literal === "-0") return false;
  const comesBack = JSON.stringify(double);
  return comesBack.includes("e") ? BigInt(literal) !== BigInt(double) : comesBack !== literal;
}

describe("what a body says", () => {
  test("is what JSON.parse says, or is refused for a number that would be lost", () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        const isRefused = numbersOf(text).some(isLost);
        const said = outcome(text);
        if (isRefused) expect(said).toMatchObject({ reason: "INVALID_REQUEST" });
        else expect(said).toStrictEqual(JSON.parse(text));
      }),
      { numRuns: 1000 },
    );
  });

  test("is refused where it is no JSON to JSON.parse, and never for another reason then", () => {
    const damaged = fc
      .tuple(
        jsonText,
        fc.nat(),
        fc.nat({ max: 3 }),
        fc.constantFrom("", '"', "\\", "{", "]", ",", "1", "e", "t", " "),
      )
      .map(([text, at, length, put]) => {
        const from = at % (text.length + 1);
        return text.slice(0, from) + put + text.slice(from + length);
      });
    fc.assert(
      fc.property(damaged, (text) => {
        try {
          JSON.parse(text);
        } catch {
          expect(refusal(text).message).toMatch(/^body: must be JSON/);
          return;
        }
        outcome(text);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ["", "body: must be JSON"],
    [" ", "body: must be JSON"],
    ["{", "body: must be JSON, which it is not at character 1"],
    ['{"a" 1}', "body: must be JSON, which it is not at character 5"],
    ["at position 7", "body: must be JSON"],
    ["\uFEFF\uFEFF{}", "body: must be JSON"],
    ["'a'", "body: must be JSON"],
    ["[01]", "body: must be JSON, which it is not at character 2"],
    ["[00000000000000000001]", "body: must be JSON, which it is not at character 2"],
  ])("%j is no JSON", (text, message) => {
    expect(refusal(text)).toEqual({ reason: "INVALID_REQUEST", message });
  });

  test("may stand behind a byte order mark", () => {
    expect(outcome('\uFEFF{"data":"\uFEFF"}')).toEqual({ data: "\uFEFF" });
  });

  test.each([
    ["a lone continuation", [0x80]],
    ["half a character", [0xc3]],
    ["an overlong slash", [0xc0, 0xaf]],
    ["half of a surrogate pair", [0xed, 0xa0, 0x80]],
    ["beyond Unicode", [0xf4, 0x90, 0x80, 0x80]],
    ["UTF-16", [0x00, 0x61]],
    ["Latin-1", [0xe9]],
  ])("is not in bytes that are not UTF-8: %s", (name, bytes) => {
    const text = Buffer.concat([Buffer.from('{"data":"'), Buffer.from(bytes), Buffer.from('"}')]);
    const message = name === "UTF-16" ? /^body: must be JSON/ : /^body: must be UTF-8$/;
    expect(refusal(text)).toMatchObject({
      reason: "INVALID_REQUEST",
      message: expect.stringMatching(message),
    });
  });

  test("has __proto__ as a name like any other, for the guard to see", () => {
    const said = outcome('{"data":{"__proto__":{"admin":true}}}') as { data: object };
    expect(Object.keys(said.data)).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(said.data)).toBe(Object.prototype);
  });

  test("is read from a part of a larger buffer", () => {
    const buffer = Buffer.from('xx{"data":1}yy');
    expect(parseRequestBody(new Uint8Array(buffer.buffer, buffer.byteOffset + 2, 10))).toEqual({
      data: 1,
    });
  });
});

describe("a number", () => {
  test.each([
    "0",
    "-0",
    "1",
    "-1",
    "9007199254740991",
    "9007199254740992",
    "-9007199254740992",
    "9007199254740994",
    "1152921504606847000",
    "9223372036854776000",
    "18446744073709552000",
    "10000000000000000",
    "100000000000000000000",
    "1000000000000000000000",
    "1180591620717411303424",
    "0.1",
    "1.0",
    "1E5",
    "1e+5",
    "1e-5",
    "-1.5e300",
    "0.30000000000000004",
    "0.1000000000000000055511151231257827",
    "1.7976931348623157e+308",
    "1.7976931348623157E308",
    "17976931348623157e292",
    "5e-324",
    "1e-400",
    "2.2250738585072014e-308",
    "9007199254740993.0",
    "9007199254740993e0",
    "123456789012345678901234567890.5",
    `0.${"0".repeat(400)}1`,
    String(2n ** 1023n),
    `1${"0".repeat(300)}.5`,
    "1e0000000000000000000001",
    `0.${"0".repeat(400)}1e400`,
  ])("%s is the double that it is read as", (literal) => {
    expect(outcome(`[${literal}]`)).toStrictEqual([Number(literal)]);
  });

  test.each([
    ["9007199254740993", '{"$int64": "9007199254740993"}'],
    ["-9007199254740993", '{"$int64": "-9007199254740993"}'],
    ["12345678901234567", '{"$int64": "12345678901234567"}'],
    ["1152921504606846976", '{"$int64": "1152921504606846976"}'],
    ["9223372036854775807", '{"$int64": "9223372036854775807"}'],
    ["-9223372036854775808", '{"$int64": "-9223372036854775808"}'],
    ["9223372036854775808", "would be read as 9223372036854776000; write that, or text"],
    ["-9223372036854775809", "would be read as -9223372036854776000; write that, or text"],
    ["18446744073709551615", "too large for"],
    ["1180591620717411303425", "would be read as 1.1805916207174113e+21"],
    ["1e309", "larger than any number"],
    ["1e400", "larger than any number"],
    ["-1e400", "larger than any number"],
    ["1E+400", "larger than any number"],
    ["1e0400", "larger than any number"],
    ["1e1000000000000", "larger than any number"],
    ["0.1e310", "larger than any number"],
    [`1${"0".repeat(309)}`, "larger than any number"],
    [`1${"0".repeat(309)}.5`, "larger than any number"],
    [`1.${"0".repeat(2000)}e400`, "larger than any number"],
    ["1.8e308", "larger than any number"],
  ])("%s is refused, with what to write", (literal, advice) => {
    const { message } = refusal(`{"data":{"data":{"amount":${literal}}}}`);
    expect(message).toMatch(/^data\.amount: /);
    expect(message).toContain(advice);
  });

  test("is refused wherever it stands, at its place", () => {
    const lost = "9007199254740993";
    const places: [string, string][] = [
      [lost, "body"],
      [`[1,${lost}]`, "[1]"],
      [`{"data":${lost}}`, "data"],
      [`{"other":[[],[{"a":1},${lost}]]}`, "other[1][1]"],
      [
        `{"data":{"writes":[{"a":[1,2]},{"data":{"n":[{},"]\\"",{"m":${lost}}]}}]}}`,
        "writes[1].data.n[2].m",
      ],
      [`{ "data" : { "a b" :\n[ ${lost} ] } }`, "`a b`[0]"],
      [`{"data":{"\\u0061\\"":{"łó":${lost}}}}`, '`a"`.`łó`'],
      [`{"data":{"x":"${lost}","y":${lost}}}`, "y"],
      [`{"data":{"x":1,"${lost}":2,"z":${lost},"w":${lost}}}`, "z"],
    ];
    for (const [text, field] of places) {
      expect(outcome(text)).toMatchObject({ details: { fieldViolations: [{ field }] } });
    }
  });

  test("in text or in a name is text", () => {
    const text = String.raw`{"data":{"9007199254740993":"9007199254740993","\"1e400":"\\\"9007199254740993\\"}}`;
    expect(outcome(text)).toEqual(JSON.parse(text));
  });

  test("whose error would be long is shortened", () => {
    const { message = "" } = refusal(`[1${"2".repeat(300)}]`);
    expect(message.length).toBeLessThan(400);
  });
});

describe("a body's structure", () => {
  const zeros = (count: number) => `[${"0,".repeat(count - 1)}0]`;

  test("has at most a million values and names, whatever they are", () => {
    expect(outcome(zeros(MAX_NODES - 1))).toHaveLength(MAX_NODES - 1);
    const tooMany = [
      zeros(MAX_NODES),
      `[${"{},".repeat(MAX_NODES - 1)}{}]`,
      `[${"[],".repeat(MAX_NODES - 1)}[]]`,
      `[${'"",'.repeat(MAX_NODES - 1)}""]`,
      `[${"null,".repeat(MAX_NODES - 1)}null]`,
      `{${'"":0,'.repeat(MAX_NODES / 2)}"":0}`,
      `[${"{},".repeat(3_400_000)}{}]`,
      "[".repeat(MAX_NODES + 1),
      `[${"false,".repeat(MAX_NODES - 1)}true]`,
    ];
    for (const text of tooMany) expect(refusal(text).reason).toBe("REQUEST_TOO_LARGE");
  });

  test("is told before anything is made of it, and may be refused then", () => {
    const full = new Error("full");
    const admit = jest.fn((nodes: number) => {
      if (nodes > 3) throw full;
    });
    expect(parseRequestBody(Buffer.from('{"a":1}'), admit)).toEqual({ a: 1 });
    expect(() => parseRequestBody(Buffer.from('{"a":[1, is no JSON'), admit)).toThrow(full);
    expect(admit.mock.calls).toEqual([[3], [5]]);
  });

  test("in text is none", () => {
    const text = JSON.stringify({ data: '[{,"\\'.repeat(MAX_NODES) });
    expect(outcome(text)).toEqual(JSON.parse(text));
  });

  test("is as deep as the guard takes it, and no deeper", () => {
    const nested = (depth: number) => `{"data":${"[".repeat(depth)}${"]".repeat(depth)}}`;
    expect(outcome(nested(MAX_DEPTH))).not.toBeInstanceOf(GatewayError);
    for (const depth of [MAX_DEPTH + 1, 2500, 900_000]) {
      expect(refusal(nested(depth)).reason).toBe("REQUEST_TOO_DEEP");
    }
    expect(refusal('{"a":'.repeat(5000)).reason).toBe("REQUEST_TOO_DEEP");
  });
});
