import type { ListenRequest } from "./listen-connection.ts";
import type { ListenResponse } from "./listen-response.ts";
import { consistentAt, targetChange, type ModelDatabase } from "./model-database.fixture.ts";

/** The server's side of a Listen stream. */
export interface ServerSide {
  respond(...responses: readonly ListenResponse[]): void;
}

/**
 * How changes are told: one by one, as Firestore is said to, or by the whole result again, as the
 * emulator does.
 */
export type Style = "deltas" | "resets";

/** A Firestore that has one query, whatever it is asked for, over a database of the model. */
export class ModelFirestore {
  readonly database: ModelDatabase;
  readonly style: Style;
  readonly #streams = new Set<ModelStream>();
  /** How many documents were sent, each time for each target: what Firestore bills. */
  reads = 0;

  constructor(database: ModelDatabase, style: Style = "deltas") {
    this.database = database;
    this.style = style;
  }

  connect(side: ServerSide): ModelStream {
    const stream = new ModelStream(this, side);
    this.#streams.add(stream);
    return stream;
  }

  /** How many targets are listened to. */
  get targets(): number {
    return [...this.#streams].reduce((sum, { size }) => sum + size, 0);
  }

  /** Tells every stream what has changed. */
  publish(): void {
    for (const stream of this.#streams) stream.publish();
  }

  forget(stream: ModelStream): void {
    this.#streams.delete(stream);
  }
}

/** A stream of a {@link ModelFirestore}. */
export class ModelStream {
  readonly #firestore: ModelFirestore;
  readonly #side: ServerSide;
  /** The moment up to which each target was told. */
  readonly #told = new Map<number, number>();

  constructor(firestore: ModelFirestore, side: ServerSide) {
    this.#firestore = firestore;
    this.#side = side;
  }

  get size(): number {
    return this.#told.size;
  }

  /** The client is gone. */
  end(): void {
    this.#firestore.forget(this);
  }

  take(request: ListenRequest): void {
    const { targetId } = request;
    if (request.kind === "remove") {
      this.#told.delete(targetId);
      return this.#send(targetChange("REMOVE", targetId));
    }
    const { database } = this.#firestore;
    this.#send(targetChange("ADD", targetId));
    const { resumption, target } = request;
    // Documents of the gateway's own are no part of the model: there are none.
    if (target.kind === "document" && target.path.startsWith("_")) {
      return this.#send(targetChange("CURRENT", targetId), consistentAt(database.moment));
    }
    if (resumption === undefined) this.#send(...database.whole(targetId));
    else this.#resume(targetId, Number(Buffer.from(resumption.token).toString()));
    this.#told.set(targetId, database.moment);
    this.#send(targetChange("CURRENT", targetId));
    this.publish();
  }

  publish(): void {
    const { database } = this.#firestore;
    for (const [targetId, from] of this.#told) {
      if (from === database.moment) continue;
      this.#tell(targetId, from);
      this.#told.set(targetId, database.moment);
    }
    this.#send(consistentAt(database.moment));
  }

  #resume(targetId: number, from: number): void {
    const { database, style } = this.#firestore;
    this.#tell(targetId, from);
    if (style === "deltas") {
      this.#send(database.filter(targetId, { moment: database.moment, named: true }));
    }
  }

  #tell(targetId: number, from: number): void {
    const { database, style } = this.#firestore;
    if (style === "deltas") {
      const removal = (["delete", "remove", "change"] as const)[database.moment % 3] ?? "delete";
      return this.#send(...database.deltas(targetId, { from, to: database.moment, removal }));
    }
    this.#send(targetChange("RESET", targetId), ...database.whole(targetId));
    this.#send(targetChange("CURRENT", targetId));
  }

  #send(...responses: readonly ListenResponse[]): void {
    for (const response of responses) {
      if (response.kind === "change") this.#firestore.reads += response.targetIds.length;
    }
    this.#side.respond(...responses);
  }
}
