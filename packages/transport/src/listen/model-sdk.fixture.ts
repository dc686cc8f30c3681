import type { ListenResponseJson } from "./listen-json.ts";

/** What the SDK makes of a Listen stream's responses, as far as targets and their documents go. */
export class ModelSdk {
  /** The documents of each target as of the last snapshot: update times by name. */
  readonly snapshots: Readonly<Record<string, Readonly<Record<string, string>>>>[] = [];
  /** Of each snapshot. */
  readonly readTimes: string[] = [];
  readonly tokens = new Map<number, string>();
  /** Codes by which targets have ended. */
  readonly causes = new Map<number, number>();
  readonly #results = new Map<number, Map<string, string>>();
  readonly #current = new Set<number>();

  /** @param kept what the SDK holds of targets from before, which it resumes */
  constructor(kept: Readonly<Record<number, Readonly<Record<string, string>>>> = {}) {
    for (const [id, documents] of Object.entries(kept))
      this.#results.set(Number(id), new Map(Object.entries(documents)));
  }

  /** The documents of a target as of the last snapshot. */
  of(targetId: number): Readonly<Record<string, string>> | undefined {
    return this.snapshots.at(-1)?.[targetId];
  }

  take(response: ListenResponseJson): void {
    if ("documentChange" in response) {
      const { document, targetIds } = response.documentChange;
      for (const id of targetIds) this.#result(id).set(document.name, document.updateTime);
    } else if ("documentDelete" in response || "documentRemove" in response) {
      const gone = "documentDelete" in response ? response.documentDelete : response.documentRemove;
      for (const id of gone.removedTargetIds) this.#result(id).delete(gone.document);
    } else {
      this.#takeTargetChange(response.targetChange);
    }
  }

  #takeTargetChange({
    targetChangeType,
    targetIds,
    resumeToken,
    readTime,
    cause,
  }: Extract<ListenResponseJson, { readonly targetChange: unknown }>["targetChange"]): void {
    for (const id of targetIds) {
      if (targetChangeType === "RESET") this.#result(id).clear();
      if (targetChangeType === "RESET") this.#current.delete(id);
      if (targetChangeType === "CURRENT") this.#current.add(id);
      if (targetChangeType === "REMOVE") this.#results.delete(id);
      if (cause !== undefined) this.causes.set(id, cause.code);
      if (resumeToken !== undefined) this.tokens.set(id, resumeToken);
    }
    if (targetChangeType !== "NO_CHANGE" || targetIds.length > 0 || readTime === undefined) return;
    // The SDK raises none that goes back.
    if (readTime < (this.readTimes.at(-1) ?? "")) return;
    this.readTimes.push(readTime);
    const current = [...this.#results].filter(([id]) => this.#current.has(id));
    this.snapshots.push(
      Object.fromEntries(current.map(([id, result]) => [id, Object.fromEntries(result)])),
    );
  }

  #result(id: number): Map<string, string> {
    const known = this.#results.get(id);
    if (known !== undefined) return known;
    const added = new Map<string, string>();
    this.#results.set(id, added);
    return added;
  }
}
