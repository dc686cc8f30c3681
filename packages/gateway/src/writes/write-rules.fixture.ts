import type { Right, StoredFlags, WriteCase } from "./write-case.arbitrary.ts";

/** What a write comes to. */
export type Verdict = "WRITTEN" | "FORBIDDEN" | "STALE" | "DOCUMENT_EXISTS" | "DOCUMENT_NOT_FOUND";

/** All that the rules go by. */
interface Facts {
  readonly kind: WriteCase["kind"];
  readonly hasGeneratedId: boolean;
  readonly hasOpenIds: boolean;
  /** Documents on which the caller has the right. */
  readonly get: "all" | "some" | "none";
  readonly create: "all" | "some" | "none";
  readonly update: "all" | "some" | "none";
  readonly delete: "all" | "some" | "none";
  readonly requires: "nothing" | "no document" | "a document" | "a version";
  /** Whether what is stored is as required. */
  readonly isMet: boolean;
  /** A document that the caller may neither get nor write in that way is hidden. */
  readonly stored: "missing" | "hidden" | "seen";
  /** Whether the caller has the right on the document that is stored. */
  readonly mayTouch: boolean;
  /** Whether it has the right on the document that the write leaves. */
  readonly mayLeave: boolean;
}

type Rule = readonly [
  when: { readonly [Name in keyof Facts]?: Facts[Name] | readonly Facts[Name][] },
  verdict: Verdict,
];

/** Refused whatever is stored: no document would allow it, or success would tell what is there. */
export const RULES_BEFORE: readonly Rule[] = [
  [{ kind: "create", create: "none" }, "FORBIDDEN"],
  [
    { kind: "create", hasGeneratedId: false, hasOpenIds: false, get: ["some", "none"] },
    "FORBIDDEN",
  ],
  [{ kind: "set", create: "none", update: "none" }, "FORBIDDEN"],
  [
    { kind: "set", hasOpenIds: false, get: ["some", "none"], create: ["some", "none"] },
    "FORBIDDEN",
  ],
  [
    { kind: "set", hasOpenIds: false, get: ["some", "none"], update: ["some", "none"] },
    "FORBIDDEN",
  ],
  [
    {
      kind: "set",
      hasOpenIds: false,
      get: ["some", "none"],
      requires: ["no document", "a document", "a version"],
    },
    "FORBIDDEN",
  ],
  [{ kind: "update", update: "none" }, "FORBIDDEN"],
  [{ kind: "delete", delete: "none" }, "FORBIDDEN"],
  [
    { kind: ["set", "verify"], hasOpenIds: false, get: "none", requires: "a document" },
    "FORBIDDEN",
  ],
  // Only where it would succeed without a document: an update never does.
  [
    { kind: "delete", delete: "all", hasOpenIds: false, get: "none", requires: "a document" },
    "FORBIDDEN",
  ],
  [
    { kind: "delete", hasOpenIds: false, get: ["some", "none"], requires: "no document" },
    "FORBIDDEN",
  ],
  [{ get: "none", requires: "a version" }, "FORBIDDEN"],
  [{ kind: "verify", get: "none" }, "FORBIDDEN"],
  [
    { kind: "verify", hasOpenIds: false, get: ["some", "none"], requires: "no document" },
    "FORBIDDEN",
  ],
];

/** What is left to decide on what is stored. */
export const RULES_STORED: readonly Rule[] = [
  [{ stored: "hidden", requires: ["no document", "a document", "a version"] }, "STALE"],
  [{ stored: "hidden", kind: "create" }, "DOCUMENT_EXISTS"],
  [{ stored: "hidden", kind: "set" }, "FORBIDDEN"],
  [{ stored: "hidden" }, "DOCUMENT_NOT_FOUND"],
  [{ isMet: false }, "STALE"],
  [{ stored: "seen", kind: "create" }, "DOCUMENT_EXISTS"],
  [{ stored: "seen", mayTouch: false }, "FORBIDDEN"],
  [{ stored: "missing", kind: "update" }, "DOCUMENT_NOT_FOUND"],
  [
    {
      stored: "missing",
      kind: "delete",
      get: ["some", "none"],
      delete: "some",
      requires: "nothing",
    },
    "DOCUMENT_NOT_FOUND",
  ],
  [{ kind: ["create", "set", "update"], mayLeave: false }, "FORBIDDEN"],
];

/** The rule that decides: the first of which all is so. */
export function decisiveRule(write: WriteCase, rules: readonly Rule[]): Rule | undefined {
  const facts = factsOf(write);
  return rules.find(([when]) =>
    Object.entries(when).every(([name, values]) => {
      return [values].flat().includes(facts[name as keyof Facts]);
    }),
  );
}

function factsOf(write: WriteCase): Facts {
  const { kind, hasGeneratedId, hasOpenIds, rights, required, stored, leaves } = write;
  const count = (right: Right) =>
    rights[right] === "all" || rights[right] === "none" ? rights[right] : "some";
  const touching = TOUCHING[kind];
  const mayTouch = touching !== undefined && has(write, touching);
  const leaving = kind === "create" || (kind === "set" && stored === null) ? "create" : "update";
  const isSeen = mayTouch || has(write, "get");
  return {
    kind,
    hasGeneratedId,
    hasOpenIds,
    get: count("get"),
    create: count("create"),
    update: count("update"),
    delete: count("delete"),
    requires: required === "its version" || required === "another version" ? "a version" : required,
    isMet: isMet(write),
    stored: stored === null ? "missing" : isSeen ? "seen" : "hidden",
    mayTouch,
    mayLeave: count(leaving) === "all" || (count(leaving) === "some" && leaves),
  };
}

type Touching = keyof StoredFlags;

/** The right that a write needs on the stored document. */
const TOUCHING: Readonly<Record<WriteCase["kind"], Touching | undefined>> = {
  create: undefined,
  set: "update",
  update: "update",
  delete: "delete",
  verify: "get",
};

/** Whether the caller has the right on the stored document. A function judges whole documents only. */
function has({ rights, stored }: WriteCase, right: Touching): boolean {
  if (stored === null || rights[right] === "none") return false;
  if (rights[right] === "all") return true;
  const isWhole = !Object.values(stored).includes("unreadable");
  return stored[right] === true && (isWhole || rights[right] === "by field");
}

function isMet({ required, stored }: WriteCase): boolean {
  switch (required) {
    case "nothing":
      return true;
    case "no document":
      return stored === null;
    case "a document":
    case "its version":
      return stored !== null;
    case "another version":
      return false;
  }
}

/** Whether the rights alone say yes, whatever is stored. */
export function isSettled({ kind, rights }: WriteCase): boolean {
  return NEEDED[kind].every((right) => rights[right] === "all");
}

/** The rights that may depend on what is stored. */
const NEEDED: Readonly<Record<WriteCase["kind"], readonly Right[]>> = {
  create: [],
  set: ["create", "update"],
  update: ["update"],
  delete: ["delete"],
  verify: ["get"],
};
