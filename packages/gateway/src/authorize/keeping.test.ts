import { anyData, anyone, collection } from "../index.ts";
import { Registry, type CollectionMatch } from "../collection/registry.ts";
import { keepingOf } from "./keeping.ts";

const declared = (path: string, maxAgeMs?: number) =>
  collection(path, {
    schema: anyData(),
    access: { read: anyone() },
    ...(maxAgeMs !== undefined && { cache: { maxAgeMs } }),
  });

function matchesOf(...ages: readonly (number | undefined)[]): readonly CollectionMatch[] {
  const [group, ...narrower] = ages;
  const definitions = [
    declared("{path=**}/notes", group),
    ...narrower.map((age, index) => declared(`places${String(index)}/{id}/notes`, age)),
  ];
  return new Registry(definitions).findGroup("notes") ?? [];
}

describe("what is kept", () => {
  test("is a collection's own, for the age that it declares", () => {
    expect(keepingOf(matchesOf(500))).toEqual({
      partition: "{path=**}/notes",
      maxBytes: 16 * 1024 * 1024,
      maxAgeMs: 500,
    });
  });

  test("is nothing of a collection that declares no cache", () => {
    expect(keepingOf(matchesOf(undefined))).toBeUndefined();
    expect(keepingOf([])).toBeUndefined();
  });

  test("is as strict as the strictest of a group", () => {
    expect(keepingOf(matchesOf(500, 300, 900))?.maxAgeMs).toBe(300);
    expect(keepingOf(matchesOf(500, undefined))).toBeUndefined();
    expect(keepingOf(matchesOf(undefined, 500))).toBeUndefined();
  });
});
