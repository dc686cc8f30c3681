import { descendants, killAll } from "./process-tree.ts";
import type { Process } from "./process-tree.ts";

/** The processes below one, as they were met: when it is gone, nobody can tell whose they were. */
export class ProcessFamily {
  readonly #members = new Map<string, Process>();
  readonly #parent: number | undefined;

  constructor(parent: number | undefined) {
    this.#parent = parent;
  }

  meet(): void {
    if (this.#parent === undefined) return;
    for (const member of descendants(this.#parent)) {
      this.#members.set(`${String(member.pid)} ${member.started}`, member);
    }
  }

  kill(): void {
    killAll([...this.#members.values()]);
  }
}
