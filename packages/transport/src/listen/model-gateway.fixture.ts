import type { TargetSnapshot } from "../../../gateway/src/api/listen.ts";
import { timeOf, type ScriptedStream } from "../../../client/src/watch/scripted-gateway.fixture.ts";
import type { ModelRow, ModelQuery } from "./model-cache.fixture.ts";
import { messageOf, ROOT } from "./scripted-listener.fixture.ts";

/** A database whose every state is remembered, each one commit after the one before. */
export class ModelHistory {
  readonly #states: ReadonlyMap<string, number>[] = [new Map()];
  /** The latest moment of which anything was told. */
  toldUntil = 0;

  get newest(): number {
    return this.#states.length - 1;
  }

  commit(path: string, isDelete: boolean): void {
    const next = new Map(this.#states.at(-1));
    if (isDelete) next.delete(ROOT + path);
    else next.set(ROOT + path, this.#states.length);
    this.#states.push(next);
  }

  /** The result of a query after so many commits. */
  resultAt({ resultOf }: ModelQuery, moment: number): readonly ModelRow[] {
    return resultOf([...(this.#states[moment] ?? [])]);
  }
}

/** One request for targets, each of which is told at its own pace. */
export class PacedStream {
  readonly stream: ScriptedStream;
  readonly #history: ModelHistory;
  readonly #queries: readonly ModelQuery[];
  readonly #since: number;
  /** The moment as of which each was told; undefined before. */
  readonly #moments: (number | undefined)[];

  /** @param queries of its targets, in their order */
  constructor(stream: ScriptedStream, history: ModelHistory, queries: readonly ModelQuery[]) {
    // What is read anew is read no earlier than what was told before.
    this.#since = history.toldUntil;
    this.stream = stream;
    this.#history = history;
    this.#queries = queries;
    this.#moments = queries.map(() => undefined);
  }

  /** Tells some of its targets as of a moment, as far as they are not there yet. */
  async tell(wanted: number, isTold: (index: number) => boolean = () => true): Promise<void> {
    const told: TargetSnapshot[] = [];
    for (const [index, query] of this.#queries.entries()) {
      const before = this.#moments[index];
      const isNew = before === undefined && this.stream.asked.targets[index]?.token === undefined;
      const moment = isNew ? Math.max(wanted, this.#since) : wanted;
      if (!isTold(index) || moment <= (before ?? -1)) continue;
      const snapshot = this.#snapshotOf(index, query, { before, moment });
      this.#moments[index] = moment;
      this.#history.toldUntil = Math.max(this.#history.toldUntil, moment);
      if (snapshot !== undefined) told.push(snapshot);
    }
    if (told.length === 0) return;
    await this.stream.send({ kind: "snapshot", readTime: timeOf(this.#known), targets: told });
  }

  /** The moment as of which all that was told is known. */
  get #known(): number {
    return Math.min(...this.#moments.flatMap((moment) => moment ?? []));
  }

  #snapshotOf(
    index: number,
    query: ModelQuery,
    { before, moment }: { readonly before: number | undefined; readonly moment: number },
  ): TargetSnapshot | undefined {
    const now = this.#history.resultAt(query, moment);
    const token = Buffer.from(JSON.stringify(now)).toString("base64url");
    const told = { id: this.stream.id(index), documents: [], readTime: timeOf(moment), token };
    if (before === undefined) {
      if (this.stream.asked.targets[index]?.token === token) return { ...told, messages: [] };
      const isMissing = query.document !== undefined && now.length === 0;
      const removed = isMissing ? [pathOf(query.document ?? "")] : [];
      return { ...told, reset: true, messages: now.map(toMessage), removed };
    }
    const known = new Map(this.#history.resultAt(query, before));
    const messages = now.filter(([name, n]) => known.get(name) !== n).map(toMessage);
    for (const [name] of now) known.delete(name);
    const removed = [...known.keys()].map(pathOf);
    return messages.length + removed.length > 0 ? { ...told, messages, removed } : undefined;
  }
}

function pathOf(name: string): string {
  return name.slice(ROOT.length);
}

function toMessage([name, n]: ModelRow) {
  return messageOf(pathOf(name), n);
}
