import fc from "fast-check";
import { identify } from "./identify.ts";

jest.mock("../log/write-log-entry.ts", () => ({ writeLogEntry: jest.fn() }));

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

  test("all claims of the token are the caller's, and one without a token has none", () => {
    expect(user({ email: "ada@example.com" }).claims).toEqual({
      ...TIMES,
      email: "ada@example.com",
    });
    expect(identify(undefined, null, NOW_MS).claims).toBeUndefined();
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
  ])("the times %j are refused", (claims) => {
    expect(() => user(claims)).toThrow(expect.objectContaining({ reason: "INVALID_CREDENTIALS" }));
  });

  test("whatever claims of ours hold, the caller is known, and has no right that they do not give", () => {
    const claim = fc.oneof(fc.jsonValue(), fc.constantFrom(true, "catalog", ["editor"], null));
    const claims = fc.record(
      { admin: claim, roles: claim, teams: claim, service: claim },
      { requiredKeys: [], noNullPrototype: true },
    );
    fc.assert(
      fc.property(claims, ({ admin, roles, teams, service }) => {
        const isNames = (value: unknown) =>
          Array.isArray(value) && value.every((item) => typeof item === "string");
        const isService = typeof service === "string" && service !== "";
        expect(user({ admin, roles, teams, service })).toMatchObject({
          kind: isService ? "service" : "user",
          uid: "ada",
          ...(isService && { service }),
          admin: admin === true,
          roles: isNames(roles) ? roles : [],
          teams: isNames(teams) ? teams : [],
          app: null,
        });
      }),
    );
  });

  test.each([
    [{ service: "" }],
    [{ service: 3 }],
    [{ service: null }],
    [{ service: ["catalog"] }],
    [{ roles: "editor" }],
    [{ roles: ["editor", 1] }],
    [{ teams: { red: true } }],
    [{ teams: Array.from({ length: 31 }, String) }],
  ])("the claims %j count as none", (claims) => {
    expect({ ...user(claims), claims: {} }).toEqual({ ...user(), claims: {} });
  });
});
