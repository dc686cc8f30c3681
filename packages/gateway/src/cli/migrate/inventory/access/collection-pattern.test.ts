import type { PossibleReference } from "../value/possible-value.ts";
import { collectionPattern, patternKey } from "./collection-pattern.ts";

function reference(
  type: PossibleReference["type"],
  text: string,
  name = "name",
): PossibleReference {
  const path = { kind: "text", text, holes: [{ name, reason: "it varies" }] } as const;
  return { kind: "reference", type, path, group: false };
}

describe("collectionPattern", () => {
  it.each([
    ["collection", "users", "users"],
    ["query", "users/{uid}/notes", "users/{uid}/notes"],
    ["document", "users/ada", "users"],
    ["document", "users/{uid}/notes/{id}", "users/{uid}/notes"],
    ["collection", "{prefix}users", "{prefix}users"],
  ] as const)("of a %s %s is %s", (type, path, collection) => {
    expect(collectionPattern(reference(type, path))).toEqual({ collection });
  });

  it.each([
    ["collection", "{name}", "{name}"],
    ["document", "{name}", "{name}"],
    ["document", "{name}/{id}", "{name}"],
    ["collection", "users/{uid}/{name}", "users/{uid}/{name}"],
    ["collection", "{name}/notes", "{name}/notes"],
  ] as const)("of a %s %s is unknown", (type, path, collection) => {
    const pattern = collectionPattern(reference(type, path));
    expect(pattern).toEqual({ collection, unknown: "it varies" });
  });
});

describe("patternKey", () => {
  it("is the same whatever the names of what varies", () => {
    expect(patternKey("users/{uid}/notes")).toBe(patternKey("users/{id}/notes"));
    expect(patternKey("users/{uid}/notes")).not.toBe(patternKey("users/{uid}/lists"));
  });
});
