import { identify } from "./identify.ts";

const user = (claims: Record<string, unknown> = {}, uid: unknown = "ada") =>
  identify({ uid, token: claims }, null);

describe("identify", () => {
  test("nobody signed in is anonymous and has no rights", () => {
    expect(identify(undefined, "app")).toEqual({
      kind: "anonymous",
      uid: null,
      admin: false,
      roles: [],
      teams: [],
      app: "app",
    });
  });

  test("a token without our claims is an end user", () => {
    expect(user()).toMatchObject({ kind: "user", uid: "ada", admin: false, roles: [] });
  });

  test("the service claim makes a service", () => {
    expect(user({ service: "catalog" })).toMatchObject({ kind: "service", service: "catalog" });
  });

  test.each([["true"], [1], [{}], [[true]], [null]])("admin: %j makes no admin", (admin) => {
    expect(user({ admin }).admin).toBe(false);
  });

  test("admin: true makes an admin", () => {
    expect(user({ admin: true }).admin).toBe(true);
  });

  test.each([[undefined], [""], [0], [null], [{}], [["ada"]], ["x".repeat(129)]])(
    "the uid %j is refused",
    (uid) => {
      expect(() => identify({ uid, token: {} }, null)).toThrow(
        expect.objectContaining({ reason: "INVALID_CREDENTIALS" }),
      );
    },
  );

  test.each([
    [{ service: "" }],
    [{ service: true }],
    [{ service: null }],
    [{ roles: "editor" }],
    [{ roles: [1] }],
    [{ teams: {} }],
    [{ teams: Array.from({ length: 31 }, String) }],
  ])("the claims %j are refused", (claims) => {
    expect(() => user(claims)).toThrow(expect.objectContaining({ reason: "INVALID_CREDENTIALS" }));
  });
});
