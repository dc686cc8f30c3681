import type { ComponentType } from "preact";
import { Audit } from "./audit.tsx";
import { Course } from "./course.tsx";
import { Latency } from "./latency.tsx";
import { Lines } from "./lines.tsx";
import { Overview } from "./overview.tsx";
import { Queries } from "./queries.tsx";
import { Quotas } from "./quotas.tsx";
import { Readers } from "./readers.tsx";
import { Refusals } from "./refusals.tsx";
import type { ViewProps } from "./view-props.ts";

interface NamedView {
  /** Its place in the page's address. */
  readonly path: string;
  readonly name: string;
  readonly View: ComponentType<ViewProps>;
}

/** The views of the page; the first is shown where the address names none. */
export const VIEWS: readonly [NamedView, ...NamedView[]] = [
  { path: "overview", name: "Overview", View: Overview },
  { path: "readers", name: "Who reads", View: Readers },
  { path: "refusals", name: "Refusals", View: Refusals },
  { path: "queries", name: "Queries", View: Queries },
  { path: "latency", name: "Latency", View: Latency },
  { path: "quotas", name: "Quotas", View: Quotas },
  { path: "audit", name: "Audit", View: Audit },
];

/** What numbers of those are made of: over time, and call by call. */
export const DETAILS: readonly NamedView[] = [
  { path: "course", name: "Over time", View: Course },
  { path: "lines", name: "Call by call", View: Lines },
];
