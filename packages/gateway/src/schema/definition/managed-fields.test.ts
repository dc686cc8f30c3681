import * as z from "zod";
import type { Fields } from "../../values/value.ts";
import { checkReplace } from "../check/check-whole.ts";
import {
  CONTEXT,
  create,
  mergeOf,
  NOW,
  problemsOf,
  update,
  valueOf,
} from "../check/checked-write.fixture.ts";
import { documentSchema } from "./document-schema.ts";
import { createdAt, createdBy, updatedAt, updatedBy } from "../types/server-managed.ts";

describe("fields that the server manages", () => {
  const post = z.strictObject({
    text: z.string(),
    createdAt: createdAt(),
    createdBy: createdBy(),
    updatedAt: updatedAt(),
    updatedBy: updatedBy(),
  });
  const first = { $timestamp: "2020-01-01T00:00:00.000000Z" };
  const stored: Fields = {
    text: "a",
    createdAt: first,
    createdBy: "bob",
    updatedAt: first,
    updatedBy: "bob",
  };

  test("are set when the document is made", () => {
    const write = valueOf(create(post, { text: "a" }));
    expect(write.update).toEqual({
      fields: { text: "a", createdBy: "ada", updatedBy: "ada" },
      transforms: [
        { field: ["createdAt"], transform: { kind: "serverTimestamp" } },
        { field: ["updatedAt"], transform: { kind: "serverTimestamp" } },
      ],
    });
  });

  test("can't be written by a caller, neither whole nor in part", () => {
    expect(problemsOf(create(post, { text: "a", createdBy: "eve" }))[0]).toContain(
      "createdBy: is set by the server",
    );
    expect(problemsOf(update(post, { createdBy: "eve" }))[0]).toContain(
      "createdBy: is set by the server",
    );
    expect(problemsOf(update(post, { "updatedAt.x": 1 }))[0]).toContain(
      "updatedAt.x: is set by the server",
    );
    const merge = mergeOf(documentSchema(post), { createdAt: first });
    expect(problemsOf(merge)[0]).toContain("createdAt: is set by the server");
  });

  test("are updated with every update, and those of the first write kept", () => {
    expect(valueOf(update(post, { text: "b" }))).toMatchObject({
      needsRead: false,
      update: {
        fields: { text: "b", updatedBy: "ada" },
        mask: [["text"], ["updatedBy"]],
        transforms: [{ field: ["updatedAt"], transform: { kind: "serverTimestamp" } }],
      },
    });
  });

  const NOW_ASKED = { $serverTimestamp: true };

  test("that are times may be asked for by a caller, and are what they would be else", () => {
    const asked = { createdAt: NOW_ASKED, updatedAt: NOW_ASKED };
    expect(valueOf(create(post, { text: "a", ...asked })).update).toEqual(
      valueOf(create(post, { text: "a" })).update,
    );
    const updated = valueOf(update(post, { text: "b", updatedAt: NOW_ASKED }));
    expect(updated).toMatchObject({ needsRead: false });
    expect(updated.update).toEqual(valueOf(update(post, { text: "b" })).update);
    for (const sent of [{ createdBy: NOW_ASKED }, { createdAt: first }, { updatedAt: null }]) {
      expect(problemsOf(update(post, sent))[0]).toContain("is set by the server");
    }
  });

  test("an update that asks for the time of creation reads what it is, and sets it where there is none", () => {
    const write = valueOf(update(post, { createdAt: NOW_ASKED }));
    expect(write.needsRead).toBe(true);
    expect(valueOf(write.onto(stored)).document).toEqual({
      ...stored,
      updatedAt: NOW,
      updatedBy: "ada",
    });
    expect(valueOf(write.onto({ text: "a" })).update.transforms).toEqual([
      { field: ["updatedAt"], transform: { kind: "serverTimestamp" } },
      { field: ["createdAt"], transform: { kind: "serverTimestamp" } },
    ]);
  });

  test("stay when a set replaces the document, which has to be read for it", () => {
    const write = valueOf(checkReplace(documentSchema(post), { text: "b" }, CONTEXT));
    expect(write.needsRead).toBe(true);
    expect(valueOf(write.onto(stored)).document).toEqual({
      text: "b",
      createdAt: first,
      createdBy: "bob",
      updatedAt: NOW,
      updatedBy: "ada",
    });
    expect(valueOf(write.onto(null)).document).toMatchObject({ createdAt: NOW, createdBy: "ada" });
  });
});
