import { readFileSync } from "node:fs";
import { resolve as resolvePath } from "node:path";
import type { Caller } from "../../../packages/gateway/src/caller/caller.ts";
import type { Fields } from "../../../packages/gateway/src/values/value.ts";
import { OPERATIONS } from "../../../packages/gateway/src/policy/access.ts";
import { fieldRights } from "../../../packages/gateway/src/authorize/field-rights.ts";
import { holds } from "../../../packages/gateway/src/policy/holds.ts";
import { Registry } from "../../../packages/gateway/src/collection/registry.ts";
import { resolve } from "../../../packages/gateway/src/policy/resolve.ts";
import { collections } from "./index.ts";

const registry = new Registry(collections);

const rights = { admin: false, roles: [], teams: [], app: null };
const CALLERS: Readonly<Record<string, Caller>> = {
  nobody: { kind: "anonymous", uid: null, ...rights },
  ada: { kind: "user", uid: "ada", ...rights },
  bob: { kind: "user", uid: "bob", ...rights },
  "an admin": { kind: "user", uid: "root", ...rights, admin: true },
  "ada as admin": { kind: "user", uid: "ada", ...rights, admin: true },
  "the service catalog": { kind: "service", uid: "catalog", service: "catalog", ...rights },
  "the service billing": { kind: "service", uid: "billing", service: "billing", ...rights },
  "a service with ada's uid": { kind: "service", uid: "ada", service: "billing", ...rights },
  "an admin service": { kind: "service", uid: "ops", service: "ops", ...rights, admin: true },
};

/** The operations that the caller may do with a document, or with the collection for list. */
function allowed(caller: Caller, path: string, data: Fields): string {
  const operations = OPERATIONS.filter((operation) => {
    const collection = path.slice(0, path.lastIndexOf("/"));
    const match = registry.find(operation === "list" ? collection : path);
    if (match === undefined) return false;
    return holds(resolve(match.definition.access[operation], caller, match), { path, data });
  });
  return operations.length === 0 ? "nothing" : operations.join(" ");
}

const ALL = "get list create update delete";
const READ = "get list";

describe.each([
  { path: "movies/1", data: { Title: "Alien" } },
  { path: "movies/2", data: {} },
])("of $path", ({ path, data }) => {
  test.each([
    ["nobody", READ],
    ["ada", READ],
    ["an admin", ALL],
    ["the service catalog", ALL],
    ["the service billing", READ],
    ["a service with ada's uid", READ],
    ["an admin service", ALL],
  ])("%s may %s", (caller, operations) => {
    expect(allowed(CALLERS[caller] as Caller, path, data)).toBe(operations);
  });
});

describe("of users/ada/notes/1", () => {
  test.each([
    ["nobody", "nothing"],
    ["ada", ALL],
    ["bob", "nothing"],
    ["an admin", READ],
    ["ada as admin", ALL],
    ["the service catalog", "nothing"],
    ["the service billing", "nothing"],
    ["a service with ada's uid", "nothing"],
    ["an admin service", READ],
  ])("%s may %s", (caller, operations) => {
    expect(allowed(CALLERS[caller] as Caller, "users/ada/notes/1", { text: "" })).toBe(operations);
  });
});

test.each([
  "notes/1",
  "users/ada",
  "users/ada/notes/1/tags/2",
  "Movies/1",
  "_quotas/1",
  "_secrets/1",
])("of %s, which is not declared, nobody may do anything", (path) => {
  for (const caller of Object.values(CALLERS)) expect(allowed(caller, path, {})).toBe("nothing");
});

test("no field is hidden from who may read the document", () => {
  for (const path of ["movies", "users/ada/notes"]) {
    const match = registry.find(path);
    expect(match && fieldRights([match], CALLERS["nobody"] as Caller)).toEqual({
      hidden: [],
      readOnly: [],
    });
  }
});

describe("the movies of vega-datasets", () => {
  const file = resolvePath("node_modules/vega-datasets/data/movies.json");
  const rows = JSON.parse(readFileSync(file, "utf8")) as { readonly Title: unknown }[];
  const schema = registry.find("movies")?.definition.schema;

  test("fit the schema, but for the 10 whose title is not a string", () => {
    const rejected = rows.filter((row) => schema?.safeParse(row).success !== true);
    expect(rows).toHaveLength(3_201);
    const titles = rejected.map(({ Title }) => (Title === null ? "null" : typeof Title));
    expect(titles.filter((type) => type === "number")).toHaveLength(9);
    expect(titles.filter((type) => type === "null")).toHaveLength(1);
    expect(titles).toHaveLength(10);
  });
});
