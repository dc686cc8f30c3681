import type {
  DocumentReference,
  FirestoreError,
  Query,
  QuerySnapshot,
  Unsubscribe,
} from "firebase/firestore";
import type { FullSdk } from "./full-sdk.ts";
import { until } from "./until.ts";

/** What a listener is told, shortened. */
export interface HeardSnapshot {
  /** The documents by their ids, in their order: the field `n`. */
  readonly rows: Readonly<Record<string, unknown>>;
  readonly changes: readonly string[];
  readonly fromCache: boolean;
  readonly hasPendingWrites: boolean;
}

export interface FollowOptions {
  /** @default false */
  readonly includeMetadataChanges?: boolean;
}

/** A listener to a query, or to a document, of Firebase's SDK, and all that it was told. */
export class FollowedQuery {
  readonly heard: HeardSnapshot[] = [];
  error: FirestoreError | undefined;
  readonly stop: Unsubscribe;

  constructor(
    { firestore }: Pick<FullSdk, "firestore">,
    target: Query,
    { includeMetadataChanges = false }: FollowOptions = {},
  ) {
    this.stop = firestore.onSnapshot(
      target,
      { includeMetadataChanges },
      {
        next: (snapshot) => void this.heard.push(heardOf(snapshot)),
        error: (error) => void (this.error = error),
      },
    );
  }

  get last(): HeardSnapshot | undefined {
    return this.heard.at(-1);
  }

  /** Until the last snapshot has these rows, from the server. @throws FirestoreError where it is refused */
  async untilRows(rows: Readonly<Record<string, unknown>>): Promise<void> {
    const wanted = JSON.stringify(rows);
    const isThere = () => JSON.stringify(this.last?.rows) === wanted && !this.last?.fromCache;
    await until(() => this.error !== undefined || isThere());
    if (this.error !== undefined) throw this.error;
  }

  async untilError(): Promise<FirestoreError> {
    await until(() => this.error !== undefined);
    return this.error as FirestoreError;
  }
}

function heardOf(snapshot: QuerySnapshot): HeardSnapshot {
  const { fromCache, hasPendingWrites } = snapshot.metadata;
  return {
    rows: Object.fromEntries(snapshot.docs.map((one) => [one.id, one.get("n") as unknown])),
    changes: snapshot.docChanges().map(({ type, doc }) => `${type} ${doc.id}`),
    fromCache,
    hasPendingWrites,
  };
}

/** A listener to one document, and all that it was told: its field `n`, and null where it is missing. */
export class FollowedDocument {
  readonly heard: {
    readonly n: unknown;
    readonly fromCache: boolean;
    readonly hasPendingWrites: boolean;
  }[] = [];
  error: FirestoreError | undefined;
  readonly stop: Unsubscribe;

  constructor(
    { firestore }: Pick<FullSdk, "firestore">,
    target: DocumentReference,
    { includeMetadataChanges = false }: FollowOptions = {},
  ) {
    this.stop = firestore.onSnapshot(
      target,
      { includeMetadataChanges },
      {
        next: (snapshot) => {
          const { fromCache, hasPendingWrites } = snapshot.metadata;
          const n: unknown = snapshot.exists() ? snapshot.get("n") : null;
          this.heard.push({ n, fromCache, hasPendingWrites });
        },
        error: (error) => void (this.error = error),
      },
    );
  }

  async until(n: unknown): Promise<void> {
    await until(() => this.heard.at(-1)?.n === n && !this.heard.at(-1)?.fromCache);
  }
}
