import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { MisuseError } from "../command/misuse-error.ts";
import { PlainError } from "../command/plain-error.ts";
import { STEP_FILES, STEP_OUTCOMES, type StepOutcome } from "./exit-codes.samples.ts";
import { runStep, STEPS } from "./run-step.ts";
import { MovingProject } from "./stage/moving-project.fixture.ts";

let project: MovingProject;
beforeEach(() => (project = new MovingProject()));
afterEach(() => project.remove());

/** The exit code that the process ends with, and what was printed. */
async function run({ step, args, files = {} }: StepOutcome, ...more: readonly string[]) {
  for (const [name, content] of Object.entries({ ...STEP_FILES, ...files })) {
    project.put(name, content);
  }
  let failed = "";
  const work = (own: readonly string[], output: Parameters<typeof runStep>[2]) => {
    return runStep(step, [...own, ...more], {
      ...output,
      print: (text) => {
        failed += text;
        output.print(text);
      },
    });
  };
  try {
    return await project.run(work, args);
  } catch (error) {
    if (!(error instanceof PlainError)) throw error;
    return { code: error instanceof MisuseError ? 2 : 1, printed: failed };
  }
}

const CASES = STEP_OUTCOMES.map((each) => [each.step, each.outcome, each.code, each] as const);

test.each(CASES)(
  "%s: %s: exit code %i, with --json as without, and JSON is printed",
  async (...of) => {
    const [, , code, outcome] = of;
    expect(await run(outcome)).toMatchObject({ code });
    const asJson = await run(outcome, "--json");
    expect(asJson.code).toBe(code);
    expect(typeof JSON.parse(asJson.printed)).toBe("object");
  },
);

test("what the system refuses is told in a sentence", async () => {
  mkdirSync(join(project.directory, "package.json"));
  project.put("app.js", STEP_FILES["app.js"]);
  const failed = project.run((args, output) => runStep("inventory", args, output), ["."]);
  await expect(failed).rejects.toThrow(PlainError);
  await expect(failed).rejects.toThrow(/^A file can't be read or written: EISDIR/);
});

test("every step has outcomes, and docs/migration.md has the table of them", () => {
  expect([...new Set(STEP_OUTCOMES.map(({ step }) => step))]).toEqual(Object.keys(STEPS));
  const page = readFileSync("docs/migration.md", "utf8");
  const rows = [...page.matchAll(/^\| `(\w+)` +\| (.+?) +\| (.+?) +\| (.+?) +\|$/gm)].map((row) =>
    row.slice(1),
  );
  const said = (step: string, code: number) =>
    STEP_OUTCOMES.filter((each) => each.step === step && each.code === code)
      .map(({ outcome }) => outcome)
      .join("; ");
  const table = Object.keys(STEPS).map((step) => [
    step,
    ...[0, 1, 2].map((code) => said(step, code)),
  ]);
  expect(rows).toEqual(table);
});
