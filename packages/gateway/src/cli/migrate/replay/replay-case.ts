import type { ShadowRead, ShadowReport } from "../../../api/shadow-report.ts";

/** A read that was reported to differ, once for all of its reports. */
export interface ReplayCase {
  readonly read: ShadowRead;
  readonly services: readonly string[];
  readonly collections: readonly string[];
  /** How many reports there are of it. */
  readonly reports: number;
  /** When the last one was made. */
  readonly lastAt: string;
}

/** The reads of the shadow's reports, those reported last first. */
export function replayCases(lines: readonly ShadowReport[]): readonly ReplayCase[] {
  const cases = new Map<string, ReplayCase>();
  for (const line of lines) {
    if (line.shadow !== "difference") continue;
    const { read, service, collections, at } = line;
    const key = JSON.stringify(read);
    const known = cases.get(key);
    cases.set(key, {
      read,
      services: [...new Set([...(known?.services ?? []), service])],
      collections,
      reports: (known?.reports ?? 0) + 1,
      lastAt: known === undefined || at > known.lastAt ? at : known.lastAt,
    });
  }
  return [...cases.values()].toSorted((a, b) => Date.parse(b.lastAt) - Date.parse(a.lastAt));
}

/** The read as one of another project: in it every name of a document is that project's. */
export function inProject(read: ShadowRead, project: string): ShadowRead {
  const named = (text: string): string =>
    text.replace(/^projects\/[^/]+\//, `projects/${project}/`);
  const moved = (json: BodyValue, holder?: string): BodyValue => {
    // A text may look like a name; it is a value of a field all the same.
    if (typeof json === "string") return holder === "stringValue" ? json : named(json);
    if (Array.isArray(json)) return json.map((one) => moved(one));
    if (typeof json !== "object" || json === null) return json;
    return Object.fromEntries(Object.entries(json).map(([key, one]) => [key, moved(one, key)]));
  };
  return {
    ...read,
    parent: named(read.parent),
    body: moved(read.body) as ShadowRead["body"],
  };
}

type BodyValue = ShadowRead["body"][string];
