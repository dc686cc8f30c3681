import type { Resource } from "./project.ts";
import type { Route } from "./route.ts";
import { apiError, notFound, ok } from "./route.ts";

const host = "firebaserules.googleapis.com";
const CREATED = "2026-01-01T00:00:00Z";

/** Rulesets, and which one is in force: every ruleset compiles. */
export const firebaseRules: readonly Route[] = [
  { method: "POST", host, path: "/v1/projects/$project:test", answer: () => ok() },
  {
    method: "GET",
    host,
    path: "/v1/projects/$project/releases",
    answer: ({ releases }) => ok({ releases: [...releases.values()] }),
  },
  {
    method: "GET",
    host,
    path: "/v1/(?<name>projects/$project/rulesets/[a-z0-9-]+)",
    answer({ rulesets }, _request, groups) {
      const ruleset = rulesets.get(groups["name"] ?? "");
      return ruleset === undefined ? notFound(groups["name"] ?? "") : ok(ruleset);
    },
  },
  {
    method: "POST",
    host,
    path: "/v1/projects/$project/rulesets",
    answer({ id, rulesets }, { body }) {
      const name = `projects/${id}/rulesets/ruleset-${String(rulesets.size + 1)}`;
      const ruleset = { ...(body as object), name, createTime: CREATED };
      rulesets.set(name, ruleset);
      return ok(ruleset);
    },
  },
  {
    method: "PATCH",
    host,
    path: "/v1/(?<name>projects/$project/releases/.+)",
    answer({ releases }, { body }, groups) {
      const name = groups["name"] ?? "";
      if (!releases.has(name)) return notFound(name);
      const { release } = body as { readonly release: Resource };
      releases.set(name, { ...release, name, createTime: CREATED });
      return ok(release);
    },
  },
  {
    method: "POST",
    host,
    path: "/v1/projects/$project/releases",
    answer({ releases }, { body }) {
      const release = body as Resource;
      if (releases.has(release.name)) return apiError(409, "ALREADY_EXISTS", release.name);
      releases.set(release.name, { ...release, createTime: CREATED });
      return ok(release);
    },
  },
];
