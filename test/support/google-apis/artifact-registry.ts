import type { Route } from "./route.ts";
import { notFound, ok } from "./route.ts";

const host = "artifactregistry.googleapis.com";
const repository = "(?<name>projects/$project/locations/[a-z0-9-]+/repositories/[a-z-]+)";

/** Repositories of the functions' container images. */
export const artifactRegistry: readonly Route[] = [
  {
    method: "GET",
    host,
    path: `/v1/${repository}`,
    answer({ repositories }, _request, { name = "" }) {
      const found = repositories.get(name);
      return found === undefined ? notFound(name) : ok(found);
    },
  },
  {
    method: "PATCH",
    host,
    path: `/v1/${repository}`,
    answer({ repositories }, { body }, { name = "" }) {
      const found = repositories.get(name);
      if (found === undefined) return notFound(name);
      repositories.set(name, { ...found, ...(body as object), name });
      return ok(repositories.get(name));
    },
  },
];
