import { compileFunction } from "node:vm";
import type { CollectionDefinition } from "../../../../collection/collection.ts";
import * as rules from "../../../../rules/index.ts";
import { checkReplace } from "../../../../schema/check/check-whole.ts";
import type { SampledDocument } from "../documents/sampled-document.ts";
import { wordsIn } from "../policy/check-leaf.ts";
import { splitCode } from "../policy/policy-text.ts";
import type { ProposedAccess } from "../policy/propose-access.ts";
import type { ProposedPolicy } from "../policy/proposed-policy.ts";

/** What some sampled documents do not fit. */
export interface Broken {
  /** The field, or the test of the rules. */
  readonly what: string;
  readonly problem: string;
  readonly count: number;
  /** The paths of the first few. */
  readonly examples: readonly string[];
}

const MOST_EXAMPLES = 5;
const CONTEXT = { uid: null, now: "2000-01-01T00:00:00.000000Z" };

/** How the documents break the schema, by field: written again as they are, they would be refused. */
export function brokenBySchema(
  definition: CollectionDefinition,
  documents: readonly SampledDocument[],
): readonly Broken[] {
  const broken = documents.flatMap(({ path, data }) => {
    const checked = checkReplace(definition.documents, data, CONTEXT);
    if (checked.ok) return [];
    return checked.violations.map(({ field, description }) => ({
      path,
      what: field,
      problem: description,
    }));
  });
  return grouped(broken);
}

/**
 * How the documents break what the rules ask of every document that an update leaves: an update that
 * does not mend it is refused, now as before.
 */
export function brokenByRules(
  { rights }: ProposedAccess,
  documents: readonly SampledDocument[],
): readonly Broken[] {
  const tests = testsOfDocuments(rights.update);
  const broken = tests.flatMap((what) => {
    const holds = testOf(what);
    return documents
      .filter(({ data }) => !holds(data))
      .map(({ path }) => ({ path, what, problem: "is not so" }));
  });
  return grouped(broken);
}

/** What must hold in any case of what is written, and looks at nothing else. */
function testsOfDocuments(policy: ProposedPolicy): readonly string[] {
  if (policy.kind === "all") return [...new Set(policy.parts.flatMap(testsOfDocuments))];
  if (policy.kind !== "check" || policy.subject !== "write" || policy.joined === "||") return [];
  const parts = policy.joined === "&&" ? splitCode(policy.code, "&&") : [policy.code];
  return parts.filter((part) => {
    const words = wordsIn(part);
    const isOther = ["before", "caller", "params", "now"].some((word) => words.has(word));
    return words.has("after") && !isOther;
  });
}

/** The code is this program's own: of names that it knows, and texts in quotes. */
function testOf(code: string): (after: SampledDocument["data"]) => boolean {
  const names = [...Object.keys(rules), "after"];
  const made = compileFunction(`return (${code}) === true;`, names) as (
    ...values: readonly unknown[]
  ) => boolean;
  return (after) => made(...Object.values(rules), after);
}

function grouped(
  broken: readonly { readonly path: string; readonly what: string; readonly problem: string }[],
): readonly Broken[] {
  const groups = Map.groupBy(broken, ({ what, problem }) => JSON.stringify([what, problem]));
  return [...groups.values()]
    .map((group) => {
      const [{ what, problem } = { what: "", problem: "" }] = group;
      const paths = [...new Set(group.map(({ path }) => path))];
      return { what, problem, count: paths.length, examples: paths.slice(0, MOST_EXAMPLES) };
    })
    .toSorted((a, b) => b.count - a.count);
}
