import { setImmediate as nextTurn } from "node:timers/promises";
import { MAX_SHADOW_REPORTS } from "../api/shadow-report.ts";
import type { CallContext } from "../call/call-context.ts";
import { COMPARED, DIFFERED } from "../shadow/reported-line.samples.ts";
import { withoutValues } from "../shadow/without-values.ts";
import { bringsShadowReports, shadowReportsMethod } from "./shadow-reports-protocol.ts";

test.each([
  ["POST", "/shadowReports", true],
  ["POST", "/any/prefix/shadowReports?x=1", true],
  ["GET", "/shadowReports", false],
  ["POST", "/getDocument?/shadowReports", false],
  ["POST", "/v1/projects/p/databases/d/documents:runQuery", false],
])("%s %s: %s", (method, url, isOne) => {
  expect(bringsShadowReports({ method, url } as never)).toBe(isOne);
});

test.each([
  [undefined],
  [[]],
  [{ reports: [] }],
  [{ reports: [{ ...COMPARED, more: 1 }] }],
  [{ reports: [COMPARED], more: 1 }],
  [{ reports: Array.from({ length: MAX_SHADOW_REPORTS + 1 }, () => COMPARED) }],
  [{ reports: [{ ...COMPARED, collection: "c".repeat(100_000) }] }],
])("what is no report is refused: %#", (body) => {
  expect(() => shadowReportsMethod.parse(body)).toThrow(
    expect.objectContaining({ reason: "INVALID_REQUEST" }),
  );
});

test("each line is one of the log, without values, and is told to be taken", async () => {
  const write = jest.spyOn(process.stdout, "write").mockReturnValue(true);
  const request = shadowReportsMethod.parse({ reports: [COMPARED, DIFFERED] });
  const usage = { reads: 0, writes: 0, deletes: 0 };
  const context = { request, call: { usage } } as unknown as CallContext<typeof request>;
  expect(await shadowReportsMethod.execute([], context, () => Promise.resolve())).toEqual({
    taken: 2,
    usage,
  });
  await nextTurn();
  const lines = write.mock.calls.map(([text]) => String(text)).join("");
  write.mockRestore();
  expect(
    lines
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    { severity: "INFO", message: "shadow compared", shadowReport: COMPARED },
    { severity: "INFO", message: "shadow difference", shadowReport: withoutValues(DIFFERED) },
  ]);
});
