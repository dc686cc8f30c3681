import { DatabaseError, toDatabaseError } from "./database-error.ts";

function thrown(code: string, message: string, details?: unknown): Error {
  return Object.assign(new Error(message), { code: `functions/${code}`, details });
}

test("the message is the gateway's, without the status that Firebase's client adds", () => {
  const details = { reason: "DOCUMENT_NOT_FOUND", path: "movies/1" };
  const cause = thrown("not-found", "There is no document movies/1. [404]", details);
  const error = toDatabaseError(cause);
  expect(error).toBeInstanceOf(DatabaseError);
  expect(error).toMatchObject({
    code: "not-found",
    reason: "DOCUMENT_NOT_FOUND",
    message: "There is no document movies/1.",
    details: { path: "movies/1" },
    cause,
  });
});

test.each([
  ["internal", "internal [0]", "Check the connection"],
  ["not-found", "not-found [404]", "the region"],
  ["unauthenticated", "Unauthenticated [401]", "the App Check token"],
])(
  "where the gateway did not answer, but %s came, the message says what to look for",
  (code, said, hint) => {
    const error = toDatabaseError(thrown(code, said));
    expect(error).toMatchObject({ code, reason: "NO_ANSWER" });
    expect(error?.message).toContain(hint);
    expect(error?.message).not.toContain("[");
  },
);

test("a mistake of the program is none of the database", () => {
  expect(toDatabaseError(new TypeError("Can't be sent"))).toBeUndefined();
});
