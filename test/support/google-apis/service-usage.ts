import type { Route } from "./route.ts";
import { ok } from "./route.ts";

const host = "serviceusage.googleapis.com";
const service = "projects/$project/services/(?<service>[a-z.]+)";

/** Which APIs are enabled. */
export const serviceUsage: readonly Route[] = [
  {
    method: "GET",
    host,
    path: `/v1/${service}`,
    answer: ({ apis }, _request, groups) =>
      ok({ state: apis.has(groups["service"] ?? "") ? "ENABLED" : "DISABLED" }),
  },
  {
    method: "POST",
    host,
    path: `/v1/${service}:enable`,
    answer({ apis }, _request, groups) {
      apis.add(groups["service"] ?? "");
      return ok({ name: "operations/enable", done: true });
    },
  },
  {
    method: "POST",
    host,
    path: `/v1beta1/${service}:generateServiceIdentity`,
    answer: () => ok({ name: "operations/identity", done: true }),
  },
];
