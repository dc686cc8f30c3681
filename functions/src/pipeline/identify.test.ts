import { identify } from "./identify.ts";

const NOW_MS = Date.UTC(2026, 0, 1);
const TIMES = { iat: NOW_MS / 1000 - 10, exp: NOW_MS / 1000 + 3590 };

const verified = (uid: unknown, claims: Record<string, unknown>) =>
  identify({ uid, token: { ...TIMES, ...claims } }, null, NOW_MS);

const user = (claims: Record<string, unknown> = {}) => verified("ada", claims);

describe("identify", () => {
  test("nobody signed in is anonymous and has no rights", () => {
    expect(identify(undefined, "app", NOW_MS)).toEqual({
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

  test("a token from a clock that is a little ahead is taken", () => {
    expect(user({ iat: NOW_MS / 1000 + 299 }).kind).toBe("user");
  });

  test("admin: true makes an admin", () => {
    expect(user({ admin: true }).admin).toBe(true);
  });

  test.each([[undefined], [""], [0], [null], [{}], [["ada"]], ["x".repeat(129)]])(
    "the uid %j is refused",
    (uid) => {
      expect(() => verified(uid, {})).toThrow(
        expect.objectContaining({ reason: "INVALID_CREDENTIALS" }),
      );
    },
  );

  test.each([
    [{ iat: undefined }],
    [{ iat: "0" }],
    [{ iat: NOW_MS / 1000 + 301 }],
    [{ exp: undefined }],
    [{ exp: "9999999999" }],
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
