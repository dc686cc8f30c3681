import type { Route } from "./route.ts";
import { ok } from "./route.ts";

interface Policy {
  readonly bindings: readonly { readonly role: string; readonly members: readonly string[] }[];
}

const host = "run.googleapis.com";
const SERVICE = "/v1/(?<service>projects/$project/locations/[a-z0-9-]+/services/[a-z0-9-]+)";
const INVOKER = "roles/run.invoker";

/** Who may call a function: its service has the policy. */
export const cloudRun: readonly Route[] = [
  {
    method: "GET",
    host,
    path: `${SERVICE}:getIamPolicy`,
    answer({ invokers }, _request, groups) {
      const members = invokers.get(groups["service"] ?? "") ?? [];
      return ok({ bindings: members.length === 0 ? [] : [{ role: INVOKER, members }] });
    },
  },
  {
    method: "POST",
    host,
    path: `${SERVICE}:setIamPolicy`,
    answer({ invokers }, { body }, groups) {
      const { bindings } = (body as { readonly policy: Policy }).policy;
      const invoker = bindings.filter(({ role }) => role === INVOKER);
      invokers.set(
        groups["service"] ?? "",
        invoker.flatMap(({ members }) => members),
      );
      return ok({ bindings });
    },
  },
];
