import fc from "fast-check";
import * as z from "zod";
import { collection, type CollectionDefinition } from "./collection.ts";
import { isSubset } from "../paths/path-overlap.ts";
import { segmentsAt } from "../paths/path-pattern.ts";
import { Registry } from "./registry.ts";

const schema = z.strictObject({});
const declare = (...paths: string[]) =>
  new Registry(paths.map((path) => collection(path, { schema, access: {} })));

test("a document and its collection have the same definition", () => {
  const registry = declare("users/{uid}/notes");
  expect(registry.find("users/ada/notes/1")).toEqual(registry.find("users/ada/notes"));
  expect(registry.find("users/ada/notes")).toMatchObject({
    params: { uid: "ada" },
    collection: "users/ada/notes",
  });
});

test("the id of a document is among the params where the path names it, for documents alone", () => {
  const registry = declare("users/{uid}");
  expect(registry.find("users/ada")).toMatchObject({ params: { uid: "ada" }, idSegment: "uid" });
  expect(registry.find("users")?.params).toEqual({});
});

test("{name=**} is given the segments that it stands for", () => {
  const registry = declare("{path=**}", "{path=**}/notes", "users/{uid}/{rest=**}/notes");
  expect(registry.find("a/b/c")?.params).toEqual({ path: "a/b/c" });
  expect(registry.find("a/b/notes/1")?.params).toEqual({ path: "a/b" });
  expect(registry.find("notes")?.params).toEqual({ path: "" });
  expect(registry.find("users/ada/a/b/notes")?.params).toEqual({ uid: "ada", rest: "a/b" });
});

test.each([
  "",
  "/",
  "undeclared",
  "users/ada/notes/",
  "users//notes",
  "users/../notes",
  "users/./notes",
  "users/__id__/notes",
  "users/\ud800/notes",
  "Users/ada/notes",
  "users/ada/notes/1/tags",
])("%j has no definition", (path) => {
  expect(declare("users/{uid}/notes").find(path)).toBeUndefined();
});

test.each(["_quotas", "_quotas/key", "_requests/a/parts", "_", "_a/b/notes/c"])(
  "the gateway's own %s is matched by nothing",
  (path) => {
    expect(declare("{path=**}", "{path=**}/notes").find(path)).toBeUndefined();
    expect(declare("{name}", "{name}/{id}/{sub}").find(path)).toBeUndefined();
  },
);

test("a collection below may start with _", () => {
  expect(declare("users/{uid}/{sub}").find("users/ada/_drafts")).toBeDefined();
});

test.each([
  ["users", "users/{uid}"],
  ["users/{a}/notes", "users/{b}/notes"],
  ["{a=**}", "{b=**}"],
])("%s and %s are declared twice", (a, b) => {
  expect(() => declare(a, b)).toThrow("declare it once");
});

test.each([
  ["{a}/{b}/notes", "users/{uid}/{sub}"],
  ["users/{uid}/{rest=**}", "{path=**}/notes"],
  ["{a}/x/notes", "users/{uid}/notes"],
])("%s and %s leave open which one is meant", (a, b) => {
  expect(() => declare(a, b)).toThrow("neither is more specific");
});

test("a third definition of what two share settles which one is meant", () => {
  const registry = declare("{a}/{b}/notes", "users/{uid}/{sub}", "users/{uid}/notes");
  expect(registry.find("users/ada/notes")?.definition.path).toBe("users/{uid}/notes");
});

test("a group is open to queries where {name=**}/id is declared, under all its definitions", () => {
  const paths = (id: string) =>
    declare("{path=**}", "{path=**}/notes", "users/{uid}/notes", "users/{uid}/tags")
      .findGroup(id)
      ?.map(({ definition }) => definition.path);
  expect(paths("notes")).toEqual(["{path=**}/notes", "users/{uid}/notes"]);
  expect(paths("tags")).toBeUndefined();
  expect(paths("_quotas")).toBeUndefined();
});

test("a catch-all opens every other group where it says so, under all definitions of such collections", () => {
  const all = collection("{path=**}", { schema, access: {}, collectionGroups: true });
  const others = [
    "{path=**}/notes",
    "users/{uid}/notes",
    "users/{uid}/tags",
    "users/{uid}/{rest=**}",
    "{top}",
    "{top}/{id}/tags",
    "notes",
    "users/{uid}/{rest=**}/notes",
  ];
  const registry = new Registry([
    all,
    ...others.map((path) => collection(path, { schema, access: {} })),
  ]);
  const paths = (group: string) =>
    registry.findGroup(group)?.map(({ definition }) => definition.path);
  expect(paths("tags")).toEqual([
    "{path=**}",
    "users/{uid}/tags",
    "users/{uid}/{rest=**}",
    "{top}",
    "{top}/{id}/tags",
  ]);
  expect(paths("other")).toEqual(["{path=**}", "users/{uid}/{rest=**}", "{top}"]);
  expect(paths("notes")?.[0]).toBe("{path=**}/notes");
  expect(paths("_quotas")).toBeUndefined();
});

test.each(["notes", "users/{uid}/{rest=**}", "{path=**}/notes", "{a}"])(
  "%s can't open collection groups",
  (path) => {
    const declaring = () => collection(path, { schema, access: {}, collectionGroups: true });
    expect(declaring).toThrow("collectionGroups needs the path {name=**}");
  },
);
test("a single document goes before its collection, in which it is found", () => {
  const registry = declare("system/status", "system", "users/{uid}/private/profile");
  expect(registry.find("system/status")?.definition.path).toBe("system/status");
  expect(registry.find("system/other")?.definition.path).toBe("system");
  expect(registry.find("system")?.definition.path).toBe("system");
  expect(registry.find("users/ada/private/profile")?.params).toEqual({ uid: "ada" });
  expect(registry.find("users/ada/private/other")).toBeUndefined();
  expect(registry.find("users/ada/private")).toBeUndefined();
  const inCollection = (path: string) =>
    registry.findDocumentsIn(path).map(({ definition, params }) => [definition.path, params]);
  expect(inCollection("system")).toEqual([["system/status", {}]]);
  expect(inCollection("users/ada/private")).toEqual([
    ["users/{uid}/private/profile", { uid: "ada" }],
  ]);
  expect(inCollection("users")).toEqual([]);
});

test("a single document belongs to one definition", () => {
  expect(() => declare("users/{uid}/private/a", "users/ada/private")).toThrow("share");
  expect(() =>
    declare("users/{uid}/private/a", "users/ada/private", "users/ada/private/a"),
  ).not.toThrow();
  expect(() => declare("users/{uid}/private/a", "users/ada/{b}/c")).not.toThrow();
  expect(() => declare("system/a", "system/b", "{path=**}")).not.toThrow();
  expect(() => declare("system/a", "system/a")).toThrow("declare it once");
  const overlapping = ["a/{b}/{c}", "{a}/{b}/{c}/{id}", "a/{b}/{rest=**}"];
  expect(() => declare("{a}/{b}/{c}", "a/{b}/{rest=**}", "a/{b}/{c}/d")).toThrow("share");
  expect(() => declare(...overlapping, "a/{b}/{c}/d")).not.toThrow();
});

const id = fc.constantFrom("a", "b");
const patternOf = fc
  .array(fc.oneof(id, fc.constant("{}")), { minLength: 1, maxLength: 5 })
  .chain((segments) => fc.constantFrom(segments, [...segments, "**"], [...segments, "**", "a"]))
  .map((segments) =>
    segments
      .map((segment, i) => (segment === "{}" ? `{n${i}}` : segment))
      .map((segment) => (segment === "**" ? "{rest=**}" : segment))
      .join("/"),
  );
/** Paths of collections and of documents. */
const pathOf = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 7 });

function defined(paths: readonly string[]): CollectionDefinition[] {
  return paths.flatMap((path) => {
    try {
      return [collection(path, { schema, access: {} })];
    } catch {
      return [];
    }
  });
}

function matchesPath({ pattern }: CollectionDefinition, path: readonly string[]): boolean {
  const isDocument = path.length % 2 === 0;
  const above = isDocument ? path.slice(0, -1) : path;
  const segments = segmentsAt(pattern, above.length);
  const isThere = segments?.every(({ kind, ...segment }, i) => {
    return kind !== "literal" || ("id" in segment && segment.id === above[i]);
  });
  const isMeant =
    pattern.documentId === undefined || (isDocument && pattern.documentId === path.at(-1));
  return isThere === true && isMeant;
}

test("the most specific of the definitions that match wins, whatever their order", () => {
  fc.assert(
    fc.property(fc.array(patternOf, { maxLength: 6 }), fc.array(pathOf), (patterns, paths) => {
      const definitions = defined(patterns);
      let registry: Registry;
      try {
        registry = new Registry(definitions);
      } catch {
        return;
      }
      for (const path of paths) {
        const matching = definitions.filter((definition) => matchesPath(definition, path));
        const found = registry.find(path.join("/"))?.definition;
        expect(matching.includes(found as CollectionDefinition)).toBe(matching.length > 0);
        for (const other of matching) {
          expect(isSubset((found as CollectionDefinition).pattern, other.pattern)).toBe(true);
        }
      }
    }),
    { numRuns: 2000 },
  );
});

test("no definition, whatever it is, matches the gateway's own collections", () => {
  fc.assert(
    fc.property(patternOf, fc.array(id, { maxLength: 5 }), (pattern, below) => {
      const definitions = defined([pattern]);
      expect(new Registry(definitions).find(["_system", ...below].join("/"))).toBeUndefined();
    }),
  );
});

test("every collection and document of a group that a catch-all opens has one of the group's definitions", () => {
  const all = collection("{path=**}", { schema, access: {}, collectionGroups: true });
  fc.assert(
    fc.property(fc.array(patternOf, { maxLength: 6 }), fc.array(pathOf), (patterns, paths) => {
      let registry: Registry;
      try {
        registry = new Registry([all, ...defined(patterns)]);
      } catch {
        return;
      }
      for (const path of paths) {
        const own = registry.find(path.join("/"))?.definition;
        const group = registry.findGroup(path.at(path.length % 2 === 0 ? -2 : -1) as string);
        expect(group?.map(({ definition }) => definition)).toContain(own);
      }
    }),
    { numRuns: 1000 },
  );
});

test("every document below a path has one of the definitions that are found for all of it, or none are", () => {
  fc.assert(
    fc.property(fc.array(patternOf, { maxLength: 6 }), fc.array(pathOf), (patterns, paths) => {
      let registry: Registry;
      try {
        registry = new Registry(defined(patterns));
      } catch {
        return;
      }
      for (const path of paths) {
        const own = registry.find(path.join("/"))?.definition;
        for (let length = 1; length < path.length; length += 1) {
          const found = registry.findBelow(path.slice(0, length).join("/"));
          // A collection at the end is one of all below, and so is what is in it.
          if (found === undefined) continue;
          expect(found.map(({ definition }) => definition)).toContain(own);
        }
      }
    }),
    { numRuns: 2000 },
  );
});

test("below a path the names of definitions have the values that it gives, and no others", () => {
  const registry = new Registry([
    collection("{all=**}", { schema, access: {} }),
    collection("users/{uid}/{rest=**}", { schema, access: {} }),
    collection("users/{uid}/notes/{note}/parts", { schema, access: {} }),
  ]);
  const found = (path: string) =>
    registry.findBelow(path)?.map(({ definition, params }) => [definition.path, params]);
  expect(found("users/ada")).toEqual([
    ["users/{uid}/{rest=**}", { uid: "ada" }],
    ["users/{uid}/notes/{note}/parts", { uid: "ada" }],
  ]);
  expect(found("users/ada/drafts")).toEqual([["users/{uid}/{rest=**}", { uid: "ada" }]]);
  expect(found("users")).toEqual([
    ["{all=**}", {}],
    ["users/{uid}/{rest=**}", {}],
    ["users/{uid}/notes/{note}/parts", {}],
  ]);
  for (const path of ["", "_quotas", "_quotas/a"]) expect(found(path)).toBeUndefined();
});
