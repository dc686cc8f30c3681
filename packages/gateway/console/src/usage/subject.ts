import type { Subject } from "../../../src/quota/quota-overrides.ts";

export const SUBJECT_KINDS = ["uid", "service", "key"] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

export function subjectOf(kind: SubjectKind, name: string): Subject {
  switch (kind) {
    case "uid":
      return { uid: name };
    case "service":
      return { service: name };
    case "key":
      return { key: name };
  }
}

/** A subject as text, such as `service catalog`. */
export function subjectText(subject: Subject): string {
  const [entry] = Object.entries(subject);
  return entry === undefined ? "" : entry.join(" ");
}

/** How a subject may be named in a form. */
export const SUBJECT_NAMES: Readonly<Record<SubjectKind, string>> = {
  uid: "A user, by uid",
  service: "A service, by name",
  key: "Anybody, by the key in the log",
};
