import fc from "fast-check";
import { MAX_DOCUMENTS, type Request, type Response } from "../../gateway/src/api/api.ts";
import { REASONS, type Reason } from "../../gateway/src/errors/error.ts";
import { DatabaseError } from "./database-error.ts";
import type { Send } from "./send.ts";
import { MAX_SHARED_GETS, SharedGets } from "./shared-gets.ts";

type GetRequest = Request<"getDocument">;

const ONE = { reads: 1, writes: 0, deletes: 0 };

function failure(reason: Reason, details: object = {}): DatabaseError {
  return new DatabaseError({ code: REASONS[reason], message: "", details: { reason, ...details } });
}

/** A gateway with a document at every path but `c/none`, `c/odd` and below `closed`. */
class Gateway {
  readonly sent: [name: string, request: object][] = [];
  /** What a getDocuments fails with. */
  together: DatabaseError | undefined;

  readonly send: Send = (name, request) => {
    this.sent.push([name, request]);
    return name === "getDocuments"
      ? this.#all(request as Request<"getDocuments">)
      : this.#one(request as GetRequest);
  };

  async #all({ paths }: Request<"getDocuments">): Promise<Response<"getDocuments">> {
    if (this.together !== undefined) throw this.together;
    if (paths.some((path) => path.startsWith("closed/"))) throw failure("FORBIDDEN", { index: 1 });
    const documents = paths.map((path) => (/^c\/(none|odd)$/.test(path) ? null : documentAt(path)));
    const odd = paths.filter((path) => path === "c/odd").map((path) => ({ path, field: "f" }));
    return {
      documents,
      ...(odd.length > 0 && { unreadable: odd }),
      usage: { ...ONE, reads: new Set(paths).size },
    };
  }

  async #one({ path }: GetRequest): Promise<Response<"getDocument">> {
    if (path === "c/none") throw failure("DOCUMENT_NOT_FOUND", { path, usage: ONE });
    if (path === "c/odd") throw failure("DOCUMENT_UNREADABLE", { path, field: "f", usage: ONE });
    if (path.startsWith("closed/")) throw failure("FORBIDDEN", { path });
    return { document: documentAt(path), usage: ONE };
  }
}

function documentAt(path: string) {
  const id = path.split("/").at(-1) ?? "";
  return { path, id, data: { path }, createTime: "t", updateTime: "t" };
}

/** What came of a get: its answer, or what its error tells a program. */
async function outcomeOf(get: Promise<unknown>): Promise<unknown> {
  return get.catch(({ code, reason, details }: DatabaseError) => ({ code, reason, details }));
}

test("the gets of one turn are one request, those of another another", async () => {
  const gateway = new Gateway();
  const gets = new SharedGets(gateway.send);
  await Promise.all(["c/a", "c/b", "c/c"].map((path) => gets.get({ path })));
  await gets.get({ path: "c/d" });
  expect(gateway.sent).toEqual([
    ["getDocuments", { paths: ["c/a", "c/b", "c/c"] }],
    ["getDocument", { path: "c/d" }],
  ]);
});

test("gets that ask for other fields or ages are kept apart", async () => {
  const gateway = new Gateway();
  const gets = new SharedGets(gateway.send);
  const fields = ["a"];
  await Promise.all([
    gets.get({ path: "c/a", fields, maxAgeMs: 5 }),
    gets.get({ path: "c/b" }),
    gets.get({ maxAgeMs: 5, path: "c/c", fields }),
    gets.get({ path: "c/d", fields: ["b"], maxAgeMs: 5 }),
  ]);
  expect(gateway.sent).toEqual([
    ["getDocuments", { paths: ["c/a", "c/c"], fields, maxAgeMs: 5 }],
    ["getDocument", { path: "c/b" }],
    ["getDocument", { path: "c/d", fields: ["b"], maxAgeMs: 5 }],
  ]);
});

test("no request asks for more documents than getDocuments takes", async () => {
  expect(MAX_SHARED_GETS).toBe(MAX_DOCUMENTS);
  const gateway = new Gateway();
  const gets = new SharedGets(gateway.send);
  const paths = Array.from({ length: MAX_SHARED_GETS + 2 }, (_, index) => `c/d${String(index)}`);
  const answers = await Promise.all(paths.map((path) => gets.get({ path })));
  expect(answers.map(({ document }) => document.path)).toEqual(paths);
  expect(gateway.sent.map(([, request]) => (request as { paths: string[] }).paths.length)).toEqual([
    MAX_SHARED_GETS,
    2,
  ]);
});

test("each get comes to what it would have come to alone", async () => {
  const path = fc.constantFrom("c/a", "c/b", "c/c", "c/none", "c/odd", "closed/x");
  const refusals = fc.constantFrom<(DatabaseError | undefined)[]>(
    undefined,
    undefined,
    failure("COST_EXCEEDS_CAPACITY"),
    failure("QUOTA_EXCEEDED", { class: "reads" }),
    failure("ANSWER_TOO_LARGE"),
    failure("INTERNAL"),
  );
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(path, { minLength: 1 }), refusals, async (paths, refusal) => {
      const gateway = new Gateway();
      gateway.together = refusal;
      const gets = new SharedGets(gateway.send);
      const together = await Promise.all(paths.map((one) => outcomeOf(gets.get({ path: one }))));
      const alone = [];
      for (const one of paths)
        alone.push(await outcomeOf(new SharedGets(gateway.send).get({ path: one })));
      expect(together).toEqual(alone);
    }),
  );
});

test.each<[Reason, object]>([
  ["FIRESTORE_UNAVAILABLE", {}],
  ["CALLER_BLOCKED", {}],
  ["QUOTA_EXCEEDED", { class: "calls" }],
])("%s %j would have come to each, and is not asked for again", async (reason, details) => {
  const gateway = new Gateway();
  gateway.together = failure(reason, details);
  const gets = new SharedGets(gateway.send);
  const both = ["c/a", "c/b"].map((path) => outcomeOf(gets.get({ path })));
  for (const outcome of await Promise.all(both)) expect(outcome).toMatchObject({ reason });
  expect(gateway.sent).toHaveLength(1);
});

test("what one request cost is told in parts that add up to it", async () => {
  const cached = { writes: 0, deletes: 0 };
  for (const reads of [0, 1, 2, 3, 5]) {
    const usage = { ...cached, reads, ...(reads === 0 && { cached: true as const }) };
    const paths = ["c/a", "c/b", "c/c"];
    const gets = new SharedGets(() => Promise.resolve({ documents: paths.map(documentAt), usage }));
    const told = await Promise.all(paths.map((path) => gets.get({ path })));
    const parts = told.map((answer) => answer.usage);
    expect(parts.reduce((sum, part) => sum + part.reads, 0)).toBe(reads);
    expect(parts.map((part) => part.cached === true)).toEqual(
      parts.map((part) => part.reads === 0),
    );
  }
});

test("a get that is called off does not call off the others", async () => {
  const gateway = new Gateway();
  const gets = new SharedGets(gateway.send);
  const controller = new AbortController();
  const off = gets.get({ path: "c/a" }, { signal: controller.signal });
  const on = gets.get({ path: "c/b" }, { deadlineMs: 60_000 });
  controller.abort(new Error("off"));
  await expect(off).rejects.toThrow("off");
  expect((await on).document.path).toBe("c/b");
});
