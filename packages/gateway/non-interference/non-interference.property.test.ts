import crypto from "node:crypto";
import fc from "fast-check";
import { seeded } from "../simulation/random.ts";
import { tries } from "../simulation/soak.ts";
import { questions } from "./question.arbitrary.ts";
import { restQuestions } from "./rest-question.arbitrary.ts";
import { NOW, type Situation } from "./situation.ts";
import { situations } from "./situations.ts";
import { normalize, World, type Documents, type Question } from "./twin-databases.ts";

/**
 * No sequence of calls by a caller without the right tells two databases from each other that
 * differ only in what is hidden from it: in documents, in whether there are any, in fields.
 */
let random: () => number;

beforeAll(() => {
  // Time stands still, chance repeats itself: what is different then is the gateway's own doing.
  jest.spyOn(Math, "random").mockReturnValue(0);
  const randomBytes = (size: number) =>
    Buffer.from(Array.from({ length: size }, () => Math.floor(random() * 256)));
  jest.spyOn(crypto, "randomBytes").mockImplementation(randomBytes);
});

afterAll(() => {
  jest.restoreAllMocks();
});

/** What the caller is told, one answer after the other. */
async function tell(
  { collections, who }: Situation,
  stored: Documents,
  asked: readonly Question[],
): Promise<string> {
  random = seeded(1);
  const world = await World.of(stored, collections, { who, nowMs: Date.parse(NOW) });
  const answers = [];
  for (const question of asked) answers.push(await world.ask(question));
  return normalize(answers);
}

describe.each(Object.entries(situations))("%s", (_what, situation) => {
  test("can't be told from what might be there instead, by callables or by Firestore's protocol", async () => {
    const question = fc.oneof(questions(situation.guesses), restQuestions(situation.guesses));
    const sequence = fc.array(question, { minLength: 1, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(situation.twins, sequence, async (twins, asked) => {
        const told = await tell(situation, twins[0], asked);
        expect(await tell(situation, twins[1], asked)).toBe(told);
      }),
      { numRuns: tries({ short: 80, long: 10_000 }) },
    );
  });
});
