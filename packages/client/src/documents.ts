import type { Request, Response, Usage } from "../../gateway/src/api/api.ts";
import type { ClientValue, FieldValue, Timestamp } from "../../gateway/src/wire/client-value.ts";
import type { Operator } from "../../gateway/src/values/operator.ts";
import type * as tagged from "../../gateway/src/values/value.ts";
import type { DatabaseError } from "./database-error.ts";

/** A document of which nothing is known. */
export type Data = Record<string, unknown>;

/** What a collection's definition says of its schema, without importing zod. */
interface Definition<Input = unknown, Output = unknown> {
  readonly schema: { readonly _zod: { readonly input: Input; readonly output: Output } };
}

/** The type of a collection's documents: `DocumentOf<typeof notes>`. */
export type DocumentOf<D extends Definition> = D["schema"]["_zod"]["output"];

/**
 * The type of what makes a document of the collection, where what has a default may be missing,
 * and what the server manages has to be.
 */
export type NewDocumentOf<D extends Definition> = D["schema"]["_zod"]["input"];

/**
 * A schema's type as it is written: in a client's own values, a Date for a time, transforms; but
 * nothing where the server writes.
 */
export type Writable<T> = T extends tagged.TimestampValue
  ? Timestamp | Date
  : T extends
        | tagged.GeoPointValue
        | tagged.BytesValue
        | tagged.ReferenceValue
        | tagged.VectorValue
        | tagged.Int64
        | tagged.SpecialNumber
    ? ClientValue<T>
    : T extends readonly (infer Item)[]
      ? readonly Writable<Item>[]
      : T extends object
        ? {
            readonly [Name in keyof T]: T[Name] extends undefined
              ? never
              : Writable<T[Name]> | FieldValue;
          }
        : T;

/** The fields that an update sets, by their names, and by field paths such as `address.city`. */
export type FieldChanges<T> = Partial<Writable<T>> & {
  readonly [path: `${string}.${string}` | `\`${string}`]: unknown;
};

export type Filter =
  | readonly [field: string, operator: Operator, value: unknown]
  | { readonly and: readonly Filter[] }
  | { readonly or: readonly Filter[] };

/** A document; its times are RFC 3339 to the microsecond, as conditions take them. */
export interface StoredDocument<T> {
  readonly path: string;
  readonly id: string;
  readonly data: ClientValue<T>;
  readonly createTime: string;
  readonly updateTime: string;
}

/** The same keys as the callable's, in a client's values. */
type InValues<Sent, Keys extends string, Values> = Omit<Sent, Keys> & Values;

interface NewData<T> {
  readonly data: Writable<NoInfer<T>>;
}
type SetData<T> =
  | (NewData<T> & { readonly merge?: never })
  | { readonly data: Partial<Writable<NoInfer<T>>>; readonly merge: true | string[] };
interface ChangedData<T> {
  readonly data: FieldChanges<NoInfer<T>>;
}

export type CreateRequest<T> = InValues<Request<"createDocument">, "data", NewData<T>>;
export type SetRequest<T> = InValues<Request<"setDocument">, "data" | "merge", SetData<T>>;
export type UpdateRequest<T> = InValues<Request<"updateDocument">, "data", ChangedData<T>>;

type Position = "startAt" | "startAfter" | "endAt" | "endBefore";

export type QueryRequest = InValues<
  Request<"queryDocuments">,
  "where" | Position,
  { readonly where?: readonly Filter[] } & { readonly [Name in Position]?: readonly unknown[] }
>;
export type AggregateRequest = InValues<
  Request<"aggregateDocuments">,
  "where" | Position,
  { readonly where?: readonly Filter[] } & { readonly [Name in Position]?: readonly unknown[] }
>;

type SentWrite<Op> = Extract<Request<"batchWrite">["writes"][number], { readonly op: Op }>;
/** One write of a batch; `T` is the type of the documents of its collection. */
export type BatchWrite<T = Data> =
  | InValues<SentWrite<"create">, "data", NewData<T>>
  | InValues<SentWrite<"set">, "data" | "merge", SetData<T>>
  | InValues<SentWrite<"update">, "data", ChangedData<T>>
  | SentWrite<"delete" | "verify">;
export type BatchRequest<T> = InValues<
  Request<"batchWrite">,
  "writes",
  { readonly writes: readonly BatchWrite<NoInfer<T>>[] }
>;

/** What came of the FieldValues that were sent. */
interface TransformResults {
  /**
   * One for each but `delete()`, in order, in a client's own values: null for arrays and for what
   * the caller may not read.
   */
  readonly transformResults?: readonly unknown[];
}

/** What became of one write of a batch. */
export type BatchResult =
  | (TransformResults & {
      readonly updateTime?: string;
      readonly replayed?: true;
      readonly error?: never;
    })
  | { readonly error: DatabaseError };

/** A document that can't be read, and the field of it that is why. */
export type UnreadableDocument = NonNullable<Response<"queryDocuments">["unreadable"]>[number];

export interface Page<T> {
  readonly documents: readonly StoredDocument<T>[];
  /** The documents of this page that can't be read. */
  readonly unreadable?: readonly UnreadableDocument[];
  /** There whenever the page is full. */
  readonly nextCursor?: string;
  /** Firestore's plan and cost, where it was asked for and Firestore gives it. */
  readonly explain?: Data;
  readonly usage: Usage;
}

/** What came of what was written. */
export type Written = Omit<Response<"createDocument">, "transformResults"> & TransformResults;
