import { compileFunction } from "node:vm";
import fc from "fast-check";
import * as gatewayExports from "../packages/gateway/src/index.ts";
import { accessText } from "../packages/gateway/src/cli/migrate/propose/access-text.ts";
import { definitionPath } from "../packages/gateway/src/cli/migrate/propose/policy/definition-path.ts";
import {
  projectRules,
  proposeAccess,
  type ProposedAccess,
} from "../packages/gateway/src/cli/migrate/propose/policy/propose-access.ts";
import type { AccessOptions, DocumentOperation } from "../packages/gateway/src/policy/access.ts";
import * as rulesExports from "../packages/gateway/src/rules/index.ts";
import { CallError } from "../packages/gateway/src/testing/call-error.ts";
import {
  memoryGateway,
  type MemoryGateway,
} from "../packages/gateway/src/testing/memory-gateway.ts";
import type { Fields, Value } from "../packages/gateway/src/values/value.ts";
import { RulesDatabase, type DatabaseRequest, type RulesCaller } from "./support/rules-database.ts";
import { RULES_OF_APPS } from "./support/rules-of-apps.samples.ts";
import { conditionArbitrary, dataArbitrary } from "./support/rules-conditions.arbitrary.ts";

const database = new RulesDatabase("demo-proposed-policies");

const CALLERS: Readonly<Record<string, RulesCaller>> = {
  nobody: null,
  ada: {
    uid: "ada",
    claims: {
      admin: true,
      role: "editor",
      teams: ["red"],
      team: "red",
      level: 3,
      email: "ada@x.com",
    },
  },
  bob: {
    uid: "bob",
    claims: { admin: false, role: "a", email: "bob@y.org", email_verified: true },
  },
};

/** What conditions look up. */
const OTHERS: Readonly<Record<string, Fields>> = {
  "users/ada": {
    role: "admin",
    team: "red",
    level: 2,
    may: {},
    rights: ["edit"],
    by: { one: "a", ada: { name: "a" } },
  },
  "users/bob": {
    role: null,
    blocked: true,
    may: { edit: false },
    rights: "edit",
    by: { one: { name: "b" } },
  },
  "teams/red": { owner: "ada", members: ["ada", "bob"], open: true },
  "teams/blue": { owner: "bob", members: ["bob"], state: "a" },
  "bans/bob": {},
  "members/ada_red": {},
  "members/bob_one": {},
  "members/blue-bob": {},
};

/** How many rules and documents are tried. */
const RUNS = Number(process.env["PROPOSED_RUNS"] ?? 20);

const OPERATIONS = ["get", "list", "create", "update", "delete"] as const;

interface Trial {
  readonly text: string;
  readonly access: ProposedAccess;
  readonly gateway: MemoryGateway;
}

/** The rules on the emulator, and a gateway whose definition is the text proposed for them. */
async function start(body: string): Promise<Trial> {
  // Where nothing tells that a field is a map, `in` is taken for one of a list.
  const hint =
    "match /hints/{uid} { allow get: if resource.data.roles[uid] == 1 || resource.data.by[uid] == 1; }";
  const text = `rules_version = '2';
service cloud.firestore { match /databases/{database}/documents { ${body} ${hint} } }`;
  await database.setRules(text);
  const project = projectRules(text);
  const access = proposeAccess(definitionPath("docs/{docId}"), project, new Date().toISOString());
  const names = { ...gatewayExports, ...rulesExports };
  const members = accessText(access, project);
  const made = compileFunction(`return {${members}};`, Object.keys(names)) as (
    ...values: readonly unknown[]
  ) => AccessOptions;
  const { collection, anyData } = gatewayExports;
  const definition = collection(access.path.text, {
    schema: anyData(),
    access: made(...Object.values(names)),
    ids: "open",
  });
  const gateway = memoryGateway({ collections: [definition], now: () => Date.now() });
  await gateway.documents.setAll(OTHERS);
  return { text, access, gateway };
}

/** The ids that answer, or undefined where it is refused. */
async function askGateway(
  { gateway }: Trial,
  request: DatabaseRequest,
  caller: RulesCaller,
): Promise<readonly string[] | "uncovered" | undefined> {
  const as = gateway.as(caller && { uid: caller.uid, claims: { ...caller.claims } });
  try {
    switch (request.kind) {
      case "get":
        return [(await as.getDocument({ path: request.path })).document.id];
      case "list": {
        const { collection, where } = request;
        const comparison = where && ([where[0], "==", where[1]] as [string, "==", Value]);
        const filter = comparison && { where: [comparison] };
        const { documents } = await as.queryDocuments({ collection, ...filter });
        return documents.map(({ id }) => id).toSorted();
      }
      case "delete":
        await as.deleteDocument({ path: request.path });
        return [];
      case "update":
        await as.setDocument({ path: request.path, data: request.data });
        return [];
      case "create":
        await as.createDocument({ collection: "docs", id: "new", data: request.data });
        return [];
    }
  } catch (error) {
    if (error instanceof CallError && REFUSED.has(error.reason)) return undefined;
    // Which indexes a query needs is not the rules' matter.
    if (error instanceof CallError && error.reason === "QUERY_NOT_COVERED") return "uncovered";
    throw error;
  }
}

const REFUSED: ReadonlySet<string> = new Set([
  "FORBIDDEN",
  "DOCUMENT_NOT_FOUND",
  "POLICY_QUERY_CONFLICT",
]);

interface Case {
  readonly documents: Readonly<Record<string, Fields>>;
  readonly written: Fields;
}

async function put(trial: Trial, path: string, data: Fields | null): Promise<void> {
  await database.put(path, data);
  if (data === null) await trial.gateway.documents.delete(path);
  else await trial.gateway.documents.set(path, data);
}

/** Every request of every caller, answered by both; the documents are as before after each. */
async function expectAlike(trial: Trial, { documents, written }: Case): Promise<void> {
  for (const [path, data] of Object.entries(documents)) await put(trial, path, data);
  await put(trial, "docs/new", null);
  for (const [name, caller] of Object.entries(CALLERS)) {
    const gettable: string[] = [];
    for (const path of Object.keys(documents)) {
      for (const kind of ["get", "update", "delete"] as const) {
        const request =
          kind === "update" ? { kind, path, data: written } : ({ kind, path } as const);
        const isAllowed = await expectSame(trial, request, { name, caller, documents });
        if (kind === "get" && isAllowed) gettable.push(path.slice("docs/".length));
        else if (kind !== "get") await put(trial, path, documents[path] ?? null);
      }
    }
    await expectSame(
      trial,
      { kind: "create", path: "docs/new", data: written },
      { name, caller, documents },
    );
    await put(trial, "docs/new", null);
    await expectListed(trial, { name, caller, documents, gettable });
  }
}

interface Asking {
  readonly name: string;
  readonly caller: RulesCaller;
  readonly documents: Readonly<Record<string, Fields>>;
}

/** @returns whether the rules allow it */
async function expectSame(
  trial: Trial,
  request: DatabaseRequest,
  asking: Asking,
): Promise<boolean> {
  const rules = await database.ask(request, asking.caller);
  const gateway = await askGateway(trial, request, asking.caller);
  const mayBeStricter =
    isLeftOut(trial, request.kind) || (await isUnknown(trial, request, asking.caller));
  const isWrong =
    (gateway !== undefined && rules === undefined) ||
    (gateway === undefined && rules !== undefined && !mayBeStricter);
  if (isWrong) {
    const said = { rules: rules !== undefined, gateway: gateway !== undefined };
    throw new Error(describeTrial(trial, { said, request, asking }));
  }
  return rules !== undefined;
}

/** No filter, and such as real queries have to satisfy rules. */
const FILTERS = [undefined, ["owner", "ada"], ["open", true], ["title", "a"]] as const;

/** What a query answers are documents that may be got, and all that rules answer. */
async function expectListed(
  trial: Trial,
  asking: Asking & { readonly gettable: readonly string[] },
): Promise<void> {
  for (const where of FILTERS) {
    const request = { kind: "list", collection: "docs", ...(where && { where }) } as const;
    const rules = await database.ask(request, asking.caller);
    const gateway = await askGateway(trial, request, asking.caller);
    if (gateway === "uncovered") continue;
    const isWeaker = gateway?.some((id) => !asking.gettable.includes(id)) === true;
    const isStricter = rules?.some((id) => gateway?.includes(id) !== true) === true;
    if (isWeaker || (isStricter && !isLeftOut(trial, "list"))) {
      throw new Error(describeTrial(trial, { said: { rules, gateway }, request, asking }));
    }
  }
}

/** What changes of a document is not told to who may not get it. */
async function isUnknown(
  trial: Trial,
  request: DatabaseRequest,
  caller: RulesCaller,
): Promise<boolean> {
  if (request.kind !== "update") return false;
  const comparesChanges = /"kind":"(onlyFields|unchanged)"/.test(
    JSON.stringify(trial.access.rights.update),
  );
  const { path } = request;
  return comparesChanges && (await askGateway(trial, { kind: "get", path }, caller)) === undefined;
}

function isLeftOut({ access }: Trial, operation: DocumentOperation): boolean {
  return access.rules.some((rule) => rule.operation === operation && rule.leftOut.length > 0);
}

function describeTrial(
  trial: Trial,
  { said, request, asking }: object & Record<string, unknown>,
): string {
  const { text, access } = trial;
  const project = projectRules(text);
  return JSON.stringify({ said, request, asking }, null, 1) + text + accessText(access, project);
}

const documentsArbitrary = fc
  .tuple(dataArbitrary, dataArbitrary)
  .map(([one, ada]) => ({ "docs/one": one, "docs/ada": ada }));

beforeAll(async () => {
  for (const [path, data] of Object.entries(OTHERS)) await database.put(path, data);
});

test.each(Object.entries(RULES_OF_APPS))(
  "what is proposed for %s answers as they do",
  async (_, body) => {
    const started = await start(body);
    expect(started.access.rules.flatMap(({ leftOut }) => leftOut)).toEqual([]);
    const trial = fc.record({ documents: documentsArbitrary, written: dataArbitrary });
    await fc.assert(
      fc.asyncProperty(trial, (documents) => expectAlike(started, documents)),
      { numRuns: RUNS },
    );
  },
);

test("what is proposed for random rules answers as they do, or stricter where it says so", async () => {
  const rules = fc.record({
    read: conditionArbitrary("read"),
    create: conditionArbitrary("create"),
    update: conditionArbitrary("update"),
    delete: conditionArbitrary("delete"),
  });
  const trial = fc.record({
    rules,
    documents: documentsArbitrary,
    written: dataArbitrary,
  });
  let whole = 0;
  let all = 0;
  await fc.assert(
    fc.asyncProperty(trial, async ({ rules: conditions, documents, written }) => {
      const allows = Object.entries(conditions).map(([operation, condition]) => {
        return `allow ${operation}: if ${condition};`;
      });
      const started = await start(`match /docs/{docId} { ${allows.join("\n")} }`);
      for (const operation of OPERATIONS) {
        all += 1;
        if (!isLeftOut(started, operation)) whole += 1;
      }
      await expectAlike(started, { documents, written });
    }),
    { numRuns: RUNS },
  );
  expect(whole / all).toBeGreaterThan(0.6);
});
