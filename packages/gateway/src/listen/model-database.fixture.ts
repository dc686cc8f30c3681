import { isDeepStrictEqual } from "node:util";
import type { StoredDocument } from "../documents/store.ts";
import { bloomFilterOf } from "./bloom-filter.fixture.ts";
import type { ListenResponse } from "./listen-response.ts";

/** The root below which the documents of the model are. */
export const ROOT = "projects/demo-model/databases/(default)/documents/";

/** A document of the model: it is in the query's result or not. */
export interface ModelDocument {
  readonly updateTime: string;
  readonly isFound: boolean;
}

/** What is written to one document; null deletes it. */
export type ModelWrite = readonly [path: string, isFound: boolean | null];

type State = ReadonlyMap<string, ModelDocument>;

/** A database whose every state is remembered, and what Firestore might say of it to one target. */
export class ModelDatabase {
  readonly #states: State[] = [new Map()];

  /** The moment of the last commit. */
  get moment(): number {
    return this.#states.length - 1;
  }

  /** Commits writes, all at one moment. */
  commit(writes: readonly ModelWrite[]): void {
    const next = new Map(this.#states.at(-1));
    const updateTime = timeOf(this.#states.length);
    for (const [path, isFound] of writes) {
      if (isFound === null) next.delete(path);
      else next.set(path, { updateTime, isFound });
    }
    this.#states.push(next);
  }

  /** The result at a moment: versions by path. */
  resultAt(moment: number): ReadonlyMap<string, string> {
    const found = [...this.#stateAt(moment)].filter(([, { isFound }]) => isFound);
    return new Map(found.map(([path, { updateTime }]) => [path, updateTime]));
  }

  /** Whether this was the result at a time. */
  readonly isState = (versions: ReadonlyMap<string, string>, time: string): boolean =>
    isDeepStrictEqual(versions, this.resultAt(momentOf(time)));

  /** The whole result, as one that listens from the beginning is sent it. */
  whole(targetId: number, moment = this.moment): readonly ListenResponse[] {
    return [...this.#stateAt(moment)]
      .filter(([, { isFound }]) => isFound)
      .map(([path, { updateTime }]) => changeOf(path, updateTime, targetId));
  }

  /** What has changed in the result between two moments, with the removals in one of their forms. */
  deltas(
    targetId: number,
    { from, to, removal }: { from: number; to: number; removal: Removal },
  ): readonly ListenResponse[] {
    const [before, after] = [this.resultAt(from), this.#stateAt(to)];
    const put = this.whole(targetId, to).filter((response) => {
      const { document } = response as Extract<ListenResponse, { kind: "change" }>;
      return before.get(document.path) !== document.updateTime;
    });
    const gone = [...before.keys()].filter((path) => after.get(path)?.isFound !== true);
    return [
      ...put,
      ...gone.map((path) => goneOf(path, { document: after.get(path), removal, targetId })),
    ];
  }

  /** How many documents the result has at a moment, with or without their names. */
  filter(targetId: number, { moment, named }: { moment: number; named: boolean }): ListenResponse {
    const paths = [...this.resultAt(moment).keys()];
    const names = bloomFilterOf(paths.map((path) => ROOT + path));
    return { kind: "filter", targetId, count: paths.length, ...(named && { names }) };
  }

  #stateAt(moment: number): State {
    return this.#states[moment] ?? new Map();
  }
}

/** The forms in which Firestore says that a document has left a result. */
export type Removal = "delete" | "remove" | "change";

/** The time of a moment, and the moment that a token stands for. */
export function timeOf(moment: number): string {
  return new Date(Date.UTC(2026, 0, 1) + moment).toISOString().replace("Z", "000Z");
}

export function momentOf(time: string): number {
  return Date.parse(time) - Date.UTC(2026, 0, 1);
}

export function tokenOf(moment: number): Uint8Array {
  return Buffer.from(String(moment));
}

/** All targets are consistent at a moment. */
export function consistentAt(moment: number): ListenResponse {
  return {
    kind: "target",
    change: "NO_CHANGE",
    targetIds: [],
    readTime: timeOf(moment),
    resumeToken: tokenOf(moment),
  };
}

export function targetChange(
  change: "ADD" | "CURRENT" | "RESET" | "REMOVE",
  targetId: number,
): ListenResponse {
  return { kind: "target", change, targetIds: [targetId] };
}

function changeOf(path: string, updateTime: string, targetId: number): ListenResponse {
  return {
    kind: "change",
    document: storedDocument(path, updateTime),
    targetIds: [targetId],
    removedTargetIds: [],
  };
}

function goneOf(
  path: string,
  {
    document,
    removal,
    targetId,
  }: { document: ModelDocument | undefined; removal: Removal; targetId: number },
): ListenResponse {
  const removedTargetIds = [targetId];
  if (document === undefined) return { kind: "delete", path, removedTargetIds };
  if (removal !== "change") return { kind: removal, path, removedTargetIds };
  return {
    kind: "change",
    document: storedDocument(path, document.updateTime),
    targetIds: [],
    removedTargetIds,
  };
}

function storedDocument(path: string, updateTime: string): StoredDocument {
  return { path, data: { at: updateTime }, createTime: timeOf(0), updateTime };
}
