import {
  MAX_SHADOW_REPORTS,
  type ShadowReport,
} from "../../../../gateway/src/api/shadow-report.ts";
import { COMPARED } from "../../../../gateway/src/shadow/reported-line.samples.ts";
import { ReportOutbox, type SendReports } from "./report-outbox.ts";

let printed: jest.SpyInstance;
beforeEach(() => (printed = jest.spyOn(console, "log").mockReturnValue()));
afterEach(() => printed.mockRestore());

const line = (service: string): ShadowReport => ({ ...COMPARED, service });
const printedLines = () => printed.mock.calls.map(([text]) => JSON.parse(String(text)) as unknown);

/** An outbox whose gateway answers by these statuses, one after the other; 0 is no answer. */
function outbox(...statuses: readonly number[]) {
  const left = [...statuses];
  const sent: string[][] = [];
  const send: SendReports = (body) => {
    const { reports } = JSON.parse(body) as { readonly reports: readonly ShadowReport[] };
    sent.push(reports.map(({ service }) => service));
    const status = left.shift() ?? 200;
    return status === 0 ? Promise.reject(new Error("no network")) : Promise.resolve({ status });
  };
  return { sent, box: new ReportOutbox(send) };
}

test("lines of one turn leave together, as many as the gateway takes at once", async () => {
  const { sent, box } = outbox();
  for (let i = 0; i <= MAX_SHADOW_REPORTS; i++) box.add(line(String(i)));
  await box.idle();
  box.add(line("later"));
  await box.idle();
  expect(sent.map(({ length }) => length)).toEqual([MAX_SHADOW_REPORTS, 1, 1]);
  expect(sent.flat()).toHaveLength(MAX_SHADOW_REPORTS + 2);
  expect(printed).not.toHaveBeenCalled();
});

test("what does not arrive, or is not taken for now, is printed, and the next is sent", async () => {
  const { sent, box } = outbox(0, 429, 200);
  for (const name of ["a", "b", "c"]) {
    box.add(line(name));
    await box.idle();
  }
  expect(sent).toEqual([["a"], ["b"], ["c"]]);
  expect(printedLines()).toEqual([line("a"), line("b")]);
});

test("a gateway that takes no reports is asked no more", async () => {
  const { sent, box } = outbox(400);
  box.add(line("a"));
  await box.idle();
  box.add(line("b"));
  await box.idle();
  expect(sent).toEqual([["a"]]);
  expect(printedLines()).toEqual([line("a"), line("b")]);
});

test("a line that is longer than the gateway takes is printed", async () => {
  const { sent, box } = outbox();
  box.add(line("x".repeat(100_000)));
  await box.idle();
  expect(sent).toEqual([]);
  expect(printed).toHaveBeenCalledTimes(1);
});
