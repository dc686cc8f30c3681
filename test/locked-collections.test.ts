import fc from "fast-check";
import { lockRules } from "../packages/gateway/src/cli/migrate/lock/lock-rules.ts";
import { linesThatAllow } from "../packages/gateway/src/cli/migrate/lock/what-rules-allow.ts";
import { RulesProject, type RulesRequest } from "./support/rules-project.ts";

const project = new RulesProject("demo-locked-collections");

const IDS = ["users", "notes", "x"] as const;

/** Documents and collections at three depths, by ids that rules and locks name. */
const REQUESTS: readonly RulesRequest[] = [
  ...documentPaths().flatMap((path) => [
    { kind: "get", path } as const,
    { kind: "delete", path } as const,
  ]),
  ...["", "users/x", "x/users", "users/x/notes/x"].flatMap((parent) =>
    IDS.map((collectionId) => ({ kind: "list", parent, collectionId }) as const),
  ),
  ...IDS.map((collectionId) => ({ kind: "listGroup", collectionId }) as const),
];

function documentPaths(): readonly string[] {
  const top = ["users", "notes", "x"].flatMap((id) => [`${id}/x`, `${id}/users`]);
  const below = top.flatMap((path) => [`${path}/notes/x`, `${path}/users/x`]);
  return [...top, ...below, "users/x/notes/x/users/x", "x/x/x/x/notes/x", "users/x/notes/x/x/x"];
}

/** A condition that may look at the variables of its path. */
const conditionArbitrary = (names: readonly string[]) =>
  fc.constantFrom(
    undefined,
    "request.auth != null",
    "isAda()",
    "request.auth == null || isAda()",
    ...names.map((name) => `${name} == 'x' || isAda()`),
  );

const segmentArbitrary = (position: number): fc.Arbitrary<string> =>
  fc.oneof(fc.constantFrom(...IDS), fc.constant(`{v${String(position)}}`));

const pathArbitrary = fc
  .record({ before: fc.nat({ max: 2 }), after: fc.nat({ max: 2 }), hasRest: fc.boolean() })
  .chain(({ before, after, hasRest }) => {
    const count = hasRest ? before + after : 2 * Math.max(1, before);
    const segments = Array.from({ length: count }, (_, index) => segmentArbitrary(index));
    return fc.tuple(...segments).map((texts) => {
      return hasRest ? texts.toSpliced(before, 0, "{rest=**}") : texts;
    });
  });

const ruleArbitrary = pathArbitrary.chain((segments) => {
  const names = segments.flatMap((text) => /^\{(v\d+)\}$/.exec(text)?.[1] ?? []);
  return fc
    .tuple(
      fc.constantFrom("read", "get", "list", "write", "read, write", "list, delete"),
      conditionArbitrary(names),
    )
    .map(([operations, condition]) => {
      const when = condition === undefined ? "" : `: if ${condition}`;
      return { segments, allow: `allow ${operations}${when};` };
    });
});

type Rule = { readonly segments: readonly string[]; readonly allow: string };

/** Rules of the second version; `nested` stands within a match of its own first two segments. */
function fileOf(rules: readonly Rule[], nested: boolean): string {
  const blocks = rules.map(({ segments, allow }) => {
    const inner = `${allow} // kept`;
    if (!nested || segments.length < 3)
      return `    match /${segments.join("/")} {\n      ${inner}\n    }`;
    const [head, tail] = [segments.slice(0, 1), segments.slice(1)];
    return `    match /${head.join("/")} {\n      match /${tail.join("/")} { ${inner}\n      }\n    }`;
  });
  return `rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    function isAda() { return request.auth != null && request.auth.uid == 'ada'; }
${blocks.join("\n")}
  }
}
`;
}

const CALLERS = [undefined, "ada"] as const;

async function answers(rules: string): Promise<readonly boolean[]> {
  await project.setRules(rules);
  const asked = REQUESTS.flatMap((request) => CALLERS.map((uid) => project.allows(request, uid)));
  return Promise.all(asked);
}

/** Whether the request may answer or change a document of the collection. */
function isOfCollection(request: RulesRequest, collection: string): boolean {
  const locked = collection.split("/");
  if (request.kind === "listGroup") return request.collectionId === locked.at(-1);
  const whole =
    request.kind === "list"
      ? [...(request.parent === "" ? [] : request.parent.split("/")), request.collectionId]
      : request.path.split("/").slice(0, -1);
  return (
    whole.length === locked.length &&
    whole.every((id, index) => locked[index]?.startsWith("{") === true || locked[index] === id)
  );
}

const CALLS = REQUESTS.flatMap((request) => CALLERS.map((uid) => ({ request, uid })));

async function expectLocked(rules: string, collection: string): Promise<string> {
  const before = await answers(rules);
  const locked = lockRules(rules, collection);
  const after = await answers(locked);
  const expected = CALLS.map(({ request }, index) => {
    return !isOfCollection(request, collection) && before[index] === true;
  });
  const wrong = CALLS.filter((_, index) => after[index] !== expected[index]);
  expect({ wrong, rules: wrong.length === 0 ? "" : locked }).toEqual({ wrong: [], rules: "" });
  expect(lockRules(locked, collection)).toBe(locked);
  expect(linesThatAllow(locked, collection)).toEqual([]);
  return locked;
}

const COLLECTIONS = ["users", "users/{uid}/notes", "x/{a}/notes/{b}/users"] as const;

test("a locked collection denies everything, and all other answers are as before", async () => {
  const file = fc.tuple(fc.array(ruleArbitrary, { minLength: 1, maxLength: 4 }), fc.boolean());
  await fc.assert(
    fc.asyncProperty(file, fc.constantFrom(...COLLECTIONS), async ([rules, nested], collection) => {
      await expectLocked(fileOf(rules, nested), collection);
    }),
    { numRuns: 25 },
  );
});

test("collections are locked one after the other", async () => {
  const file = fc.array(ruleArbitrary, { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(
      file,
      fc.shuffledSubarray([...COLLECTIONS], { minLength: 2 }),
      async (rules, order) => {
        let text = fileOf(rules, true);
        for (const collection of order) text = await expectLocked(text, collection);
        for (const collection of order) expect(lockRules(text, collection)).toBe(text);
      },
    ),
    { numRuns: 8 },
  );
});

/** A condition that may deny a whole collection, or seem to. */
const closingArbitrary = (names: readonly string[]) =>
  fc.constantFrom(
    "false",
    "false && isAda()",
    "request.auth == null || false",
    ...names.flatMap((name) => [
      `${name} != 'users' && request.auth == null`,
      `(${name} != 'users' || ${name} != 'notes')`,
      `${name} != 'users' && ${name} != 'notes'`,
    ]),
  );

const closedRuleArbitrary = pathArbitrary.chain((segments) => {
  const names = segments.flatMap((text) => /^\{(v\d+)\}$/.exec(text)?.[1] ?? []);
  return closingArbitrary(names).map((condition) => {
    return { segments, allow: `allow read, write: if ${condition};` };
  });
});

test("rules that are seen to deny a collection deny every document of it", async () => {
  let seen = 0;
  const file = fc.tuple(
    fc.array(closedRuleArbitrary, { minLength: 1, maxLength: 3 }),
    fc.boolean(),
  );
  await fc.assert(
    fc.asyncProperty(file, async ([rules, nested]) => {
      const text = fileOf(rules, nested);
      const denied = COLLECTIONS.filter((one) => linesThatAllow(text, one).length === 0);
      seen += denied.length;
      const allowed = await answers(text);
      const wrong = CALLS.filter(
        ({ request }, index) =>
          allowed[index] === true && denied.some((one) => isOfCollection(request, one)),
      );
      expect({ wrong, rules: wrong.length === 0 ? "" : text }).toEqual({ wrong: [], rules: "" });
    }),
    { numRuns: 25 },
  );
  expect(seen).toBeGreaterThan(0);
});
