import type { OpenListen } from "./listen-connection.ts";
import type { ModelFirestore, ModelStream } from "./model-firestore.fixture.ts";
import { ScriptedListen, type ScriptedConnection } from "./scripted-listen.fixture.ts";

interface Side {
  readonly connection: ScriptedConnection;
  readonly stream: ModelStream;
  /** How many requests were answered. */
  answered: number;
}

/** A {@link ModelFirestore} behind streams in memory, that answers when a test says so. */
export class ScriptedFirestore {
  readonly #firestore: ModelFirestore;
  readonly #listen = new ScriptedListen();
  readonly #sides: Side[] = [];

  constructor(firestore: ModelFirestore) {
    this.#firestore = firestore;
  }

  readonly open: OpenListen = (events) => {
    const opened = this.#listen.open(events);
    const connection = this.#listen.last;
    const stream = this.#firestore.connect({
      respond: (...responses) => {
        if (!connection.isClosed) connection.respond(...responses);
      },
    });
    this.#sides.push({ connection, stream, answered: 0 });
    return opened;
  };

  /** Answers all that was asked. */
  answer(): void {
    for (const side of this.#sides) {
      if (side.connection.isClosed) side.stream.end();
      while (!side.connection.isClosed && side.answered < side.connection.requests.length) {
        const request = side.connection.requests[side.answered];
        side.answered += 1;
        if (request !== undefined) side.stream.take(request);
      }
    }
  }

  /** Ends every stream. */
  cut(code?: string): void {
    for (const { connection, stream } of this.#sides) {
      stream.end();
      if (!connection.isClosed) connection.end(code);
    }
  }

  /** Removes every target for a reason. */
  refuse(code: string): void {
    const cause = { code, message: "no" };
    for (const { connection } of this.#sides.filter((side) => !side.connection.isClosed)) {
      const targetIds = [...connection.asked.keys()];
      connection.respond({ kind: "target", change: "REMOVE", targetIds, cause });
    }
  }
}
