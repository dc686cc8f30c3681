import { comparable, ToldTimes } from "./comparable.ts";
import {
  COMMIT_TIME,
  NEXT_PAGE,
  SHOW_MISSING,
  TRANSACTION,
  type RestRequest,
} from "./rest-trial.arbitrary.ts";
import { DOCUMENTS, ROOT } from "./sent-values.arbitrary.ts";
import { VERSION_OF } from "./sent-writes.arbitrary.ts";

export interface RestAnswer {
  readonly status: number;
  readonly body: unknown;
}

export type Ask = (request: RestRequest) => Promise<RestAnswer>;

const NO_TRANSACTION = "AAAA";
const NO_VERSION = "2020-01-01T00:00:00.000001Z";

interface Told {
  readonly transaction?: string;
  readonly commitTime?: string;
  readonly nextPageToken?: string;
  readonly found?: { readonly name: string; readonly updateTime: string };
}

/** One of two databases that are asked the same. */
export class AskedSide {
  readonly #ask: Ask;
  readonly #root: string;
  readonly #times = new ToldTimes();
  #transaction = NO_TRANSACTION;
  #commitTime = NO_VERSION;
  #nextPage = "";

  /** @param project whose `(default)` database it is */
  constructor(project: string, ask: Ask) {
    this.#ask = ask;
    this.#root = `projects/${project}/databases/(default)/documents/`;
  }

  /** What it answers, and that in the form in which it is compared. */
  async answerTo(request: RestRequest): Promise<RestAnswer & { readonly told: unknown }> {
    const answer = await this.#ask(await this.#placed(request));
    this.#keep(answer.body);
    // The emulator keeps the locks of a transaction whose commit it refused.
    if (answer.status !== 200 && request.path.endsWith(":commit")) await this.rollBack();
    return { ...answer, told: this.#comparable(request, answer) };
  }

  /** Ends the last transaction, if it has not ended. */
  async rollBack(): Promise<void> {
    const body = { transaction: this.#transaction };
    await this.#ask({ httpMethod: "POST", path: "documents:rollback", body });
  }

  /** The request with what this side has told put in its places. */
  async #placed(request: RestRequest): Promise<RestRequest> {
    let text = JSON.stringify(request)
      .replaceAll(TRANSACTION, this.#transaction)
      .replaceAll(COMMIT_TIME, this.#commitTime)
      .replaceAll(NEXT_PAGE, encodeURIComponent(this.#nextPage));
    if (text.includes(VERSION_OF)) {
      const versions = await this.#versions();
      text = text.replaceAll(
        new RegExp(`${VERSION_OF}${ROOT}([^"]*)`, "g"),
        (_, path: string) => versions.get(path) ?? NO_VERSION,
      );
    }
    return JSON.parse(text.replaceAll(ROOT, this.#root)) as RestRequest;
  }

  async #versions(): Promise<ReadonlyMap<string, string>> {
    const documents = DOCUMENTS.map((path) => this.#root + path);
    const asked = { httpMethod: "POST", path: "documents:batchGet", body: { documents } } as const;
    const elements = (await this.#ask(asked)).body as readonly Told[];
    return new Map(
      elements.flatMap(({ found }) =>
        found ? [[found.name.slice(this.#root.length), found.updateTime]] : [],
      ),
    );
  }

  #keep(body: unknown): void {
    const [first = {}] = Array.isArray(body) ? (body as readonly Told[]) : [body as Told];
    this.#transaction = first.transaction ?? this.#transaction;
    this.#commitTime = first.commitTime ?? this.#commitTime;
    this.#nextPage = first.nextPageToken ?? "";
  }

  #comparable(request: RestRequest, { status, body }: RestAnswer): unknown {
    const text = JSON.stringify(body).replaceAll(this.#root, ROOT);
    const told = comparable(meaningful(JSON.parse(text) as Answer, request), this.#times);
    const isStream = /:(batchGet|runQuery|runAggregationQuery)$/.test(request.path);
    return { status, told: isStream ? elementsOf(told, request.path) : told };
  }
}

type Answer = Readonly<Record<string, unknown>>;

/** An answer without what means nothing in it, or what docs/sdk.md says is told otherwise. */
function meaningful(answer: Answer, { httpMethod, path, body }: RestRequest): unknown {
  if ("error" in answer) return answer;
  // Of one write the fields are told that were sent, and no more.
  const isOneWrite = httpMethod === "PATCH" || path.includes("documentId=");
  if (isOneWrite) return { name: answer["name"], updateTime: answer["updateTime"] };
  if (path.includes(SHOW_MISSING)) {
    const documents = (answer["documents"] ?? []) as readonly Answer[];
    return { ...answer, documents: documents.map(namedOf) };
  }
  const results = (answer["writeResults"] ?? []) as readonly object[];
  const writes = (body?.["writes"] ?? []) as readonly object[];
  // Of deletes and verifies the emulator tells some time.
  const writeResults = results.map((result, index) => {
    const sent = writes[index] ?? {};
    return "delete" in sent || "verify" in sent ? {} : result;
  });
  return results.length === 0 ? answer : { ...answer, writeResults };
}

/** A document's name and times; of one that is missing the emulator tells some time, too. */
function namedOf({ name, createTime, updateTime }: Answer): Answer {
  return createTime === undefined ? { name } : { name, createTime, updateTime };
}

/** The elements of a stream; an error may stand in an array or not. */
function elementsOf(told: unknown, path: string): unknown {
  const all: readonly unknown[] = Array.isArray(told) ? told : [told];
  const elements = all.filter((element) => Object.keys(element as object).length > 0);
  // Of a batchGet they come in any order.
  const texts = elements.map((element) => JSON.stringify(element));
  return path.endsWith(":batchGet") ? texts.toSorted() : elements;
}
