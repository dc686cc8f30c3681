import fc from "fast-check";
import type { Caller } from "../caller/caller.ts";
import type { Fields, Value } from "../values/value.ts";
import { anyData, anyone, collection, documentCheck, nobody, where } from "../index.ts";
import type { Precondition, StoredDocument } from "../documents/store.ts";
import type { Policy } from "../policy/policy.ts";
import { Registry } from "../collection/registry.ts";
import { authorizer, type AuthorizedWrite } from "../authorize/authorize.ts";

const KINDS = ["create", "set", "update", "delete", "verify"] as const;
const RIGHTS = ["get", "create", "update", "delete"] as const;
export type Right = (typeof RIGHTS)[number];

/** On which documents a right falls: on all, on none, on those whose field of its name is true. */
const EXTENTS = ["all", "none", "by field", "by check"] as const;
type Extent = (typeof EXTENTS)[number];

/** What a stored document has in the fields that decide rights. */
const FLAGS = [true, false, "unreadable"] as const;
type Flag = (typeof FLAGS)[number];
export type StoredFlags = Readonly<Record<Exclude<Right, "create">, Flag>>;

/** What the caller itself requires of the stored document. */
export type Required = "nothing" | "a document" | "no document" | "its version" | "another version";

/** One write by a caller with some rights, of a document that is stored or not. */
export interface WriteCase {
  readonly kind: (typeof KINDS)[number];
  /** Of a create: the gateway chose the id. */
  readonly hasGeneratedId: boolean;
  readonly hasOpenIds: boolean;
  readonly rights: Readonly<Record<Right, Extent>>;
  readonly stored: StoredFlags | null;
  readonly required: Required;
  /** What is written in the fields by which a document may be made, or be left so. */
  readonly leaves: boolean;
  /** What is written in a field that decides nothing. */
  readonly other: Value;
}

const OTHERS: readonly Value[] = [
  1,
  { $increment: 1 },
  { $minimum: -1 },
  { $maximum: 1 },
  { $arrayUnion: [1] },
  { $serverTimestamp: true },
];

/** What a request of each kind can require. */
const REQUIRED: Readonly<Record<WriteCase["kind"], readonly Required[]>> = {
  create: ["nothing"],
  set: ["nothing", "a document", "no document", "its version", "another version"],
  update: ["nothing", "a document", "its version", "another version"],
  delete: ["nothing", "a document", "no document", "its version", "another version"],
  verify: ["a document", "no document", "its version", "another version"],
};

const extent = fc.constantFrom(...EXTENTS);
const flag = fc.constantFrom(...FLAGS);

export const writeCases: fc.Arbitrary<WriteCase> = fc.constantFrom(...KINDS).chain((kind) =>
  fc.record({
    kind: fc.constant(kind),
    hasGeneratedId: kind === "create" ? fc.boolean() : fc.constant(false),
    hasOpenIds: fc.boolean(),
    rights: fc.record({ get: extent, create: extent, update: extent, delete: extent }),
    stored: fc.option(fc.record({ get: flag, update: flag, delete: flag })),
    required: fc.constantFrom(...REQUIRED[kind]),
    leaves: fc.boolean(),
    other: fc.constantFrom(...OTHERS),
  }),
);

export const PATH = "documents/one";
export const VERSION = "2026-11-22T10:00:00.000001Z";
const OTHER_VERSION = "2026-11-22T10:00:00.000002Z";
const NOW = "2026-11-22T11:00:00.000000Z";
export const ada: Caller = {
  kind: "user",
  uid: "ada",
  admin: false,
  roles: [],
  teams: [],
  app: null,
};

/**
 * What the caller is granted.
 *
 * @throws GatewayError FORBIDDEN
 */
export function grantFor(write: WriteCase): AuthorizedWrite {
  const { kind, hasGeneratedId, required, leaves, other } = write;
  const authorize = authorizer({ caller: ada, collections: collectionsFor(write), now: NOW });
  const data: Fields | undefined =
    kind === "delete" || kind === "verify"
      ? undefined
      : { n: other, create: leaves, update: leaves };
  const condition = preconditionFor(required);
  const asked = { ...(data && { data }), ...(condition && { condition }) };
  const generated = hasGeneratedId && { generatedId: true as const };
  return authorize({ kind, path: PATH, ...asked, ...generated }, { at: "path" });
}

const made = new Map<string, Registry>();

/** Made once for the same rights: most of the time of a property would go there. */
function collectionsFor({ rights, hasOpenIds }: WriteCase): Registry {
  const ids = hasOpenIds ? "open" : "secret";
  const key = [ids, ...RIGHTS.map((right) => rights[right])].join();
  const access = Object.fromEntries(RIGHTS.map((right) => [right, policyOf(right, rights[right])]));
  const collections =
    made.get(key) ?? new Registry([collection("documents", { schema: anyData(), access, ids })]);
  made.set(key, collections);
  return collections;
}

function policyOf(right: Right, on: Extent): Policy {
  switch (on) {
    case "all":
      return anyone();
    case "none":
      return nobody();
    case "by field":
      return where(right, "==", true);
    case "by check":
      return documentCheck(right, ({ document }) => document[right] === true);
  }
}

/** What is required, as Firestore has it. */
export function preconditionFor(required: Required): Precondition | undefined {
  switch (required) {
    case "nothing":
      return undefined;
    case "a document":
      return { exists: true };
    case "no document":
      return { exists: false };
    case "its version":
      return { updateTime: VERSION };
    case "another version":
      return { updateTime: OTHER_VERSION };
  }
}

/** The document as it is stored. */
export function documentOf({ stored }: WriteCase): StoredDocument | null {
  if (stored === null) return null;
  const flags = Object.entries(stored);
  const data = Object.fromEntries<Value>(flags.filter(([, value]) => value !== "unreadable"));
  const unreadable = flags
    .filter(([, value]) => value === "unreadable")
    .map(([name]) => ({ field: [name], stored: "?" }));
  return {
    path: PATH,
    data,
    ...(unreadable.length > 0 && { unreadable }),
    createTime: VERSION,
    updateTime: VERSION,
  };
}
