import type { Route } from "./route.ts";
import { ok } from "./route.ts";

interface Policy {
  readonly bindings: readonly { readonly role: string; readonly members: readonly string[] }[];
}

/** Who may call a function: its service has the policy. */
export const cloudRun: readonly Route[] = [
  {
    method: "GET",
    host: "run.googleapis.com",
    path: "/v1/(?<service>projects/$project/locations/[a-z0-9-]+/services/[a-z0-9-]+):getIamPolicy",
    answer({ invokers }, _request, groups) {
      const members = invokers.get(groups["service"] ?? "") ?? [];
      return ok({ bindings: [{ role: "roles/run.invoker", members }] });
    },
  },
  {
    method: "POST",
    host: "run.googleapis.com",
    path: "/v1/(?<service>projects/$project/locations/[a-z0-9-]+/services/[a-z0-9-]+):setIamPolicy",
    answer({ invokers }, { body }, groups) {
      const { bindings } = (body as { readonly policy: Policy }).policy;
      const invoker = bindings.filter(({ role }) => role === "roles/run.invoker");
      invokers.set(
        groups["service"] ?? "",
        invoker.flatMap(({ members }) => members),
      );
      return ok({ bindings });
    },
  },
];
