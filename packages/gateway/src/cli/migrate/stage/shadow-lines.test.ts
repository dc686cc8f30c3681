import { PlainError } from "../../command/plain-error.ts";
import { COMPARED as compared } from "../../../shadow/reported-line.samples.ts";
import { readShadowLines } from "./shadow-lines.ts";

const read = (text: string) => readShadowLines(text, "s.jsonl");

test("the shadow's lines are found among those of others, and in exported logs", () => {
  expect(read(`started\n${JSON.stringify(compared)}\n{"a":1}\n{"cut":`)).toEqual([compared]);
  const entries = [
    { jsonPayload: compared },
    { textPayload: JSON.stringify(compared) },
    { textPayload: "started" },
    { jsonPayload: { message: "shadow compared", shadowReport: compared } },
    compared,
    { protoPayload: {} },
    null,
    7,
  ];
  expect(read(` ${JSON.stringify(entries)}`)).toEqual([compared, compared, compared, compared]);
  const logged = { severity: "INFO", message: "shadow compared", shadowReport: compared };
  expect(read(`${JSON.stringify(logged)}\n{"severity":"INFO"}`)).toEqual([compared]);
  expect(read("")).toEqual([]);
});

test("a line of another version is named, and not left out", () => {
  const later = JSON.stringify({ ...compared, retried: 1 });
  expect(() => read(`started\n${later}`)).toThrow(PlainError);
  expect(() => read(`started\n${later}`)).toThrow(/^s\.jsonl:2 is a line of the shadow of another/);
  expect(() => read(JSON.stringify([{ jsonPayload: { shadow: "summary" } }]))).toThrow(
    /^s\.jsonl: entry 1 is a line of the shadow of another version/,
  );
});

test("an export that was cut off is said to be no JSON", () => {
  expect(() => read('[{"jsonPayload":')).toThrow(/^s\.jsonl is not JSON/);
});
