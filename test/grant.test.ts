import { randomUUID } from "node:crypto";
import { emulators } from "./support/emulators.ts";
import { runDatabaseService } from "./support/run-database-service.ts";

const AUTH = `http://${emulators.auth}/identitytoolkit.googleapis.com/v1`;

interface Account {
  readonly localId: string;
  readonly idToken: string;
  readonly refreshToken: string;
}

async function auth<T>(method: string, body: object, headers = {}): Promise<T> {
  const response = await fetch(`${AUTH}/${method}?key=demo`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return (await response.json()) as T;
}

const PASSWORD = "password";
const newAddress = () => `${randomUUID()}@example.com`;
const signUp = (email: string) =>
  auth<Account>("accounts:signUp", { email, password: PASSWORD, returnSecureToken: true });
const signIn = (email: string) =>
  auth<Account>("accounts:signInWithPassword", {
    email,
    password: PASSWORD,
    returnSecureToken: true,
  });

/** What an admin alone may ask. */
async function listQuotas(idToken: string): Promise<number> {
  const url = `${emulators.functions}/${emulators.project}/us-central1/listQuotas`;
  const headers = { "content-type": "application/json", authorization: `Bearer ${idToken}` };
  return (await fetch(url, { method: "POST", headers, body: '{"data":{}}' })).status;
}

test("who is granted --admin is one with its next token, until it is revoked", async () => {
  const email = newAddress();
  const { localId: uid, idToken } = await signUp(email);
  expect(await listQuotas(idToken)).toBe(403);
  const granted = await runDatabaseService("grant", uid, "--admin", "--role", "editor");
  expect(granted).toMatchObject({ exitCode: 0, messages: "" });
  expect(granted.output).toContain(`${uid}: no rights of its own → admin; roles editor`);
  const asAdmin = await signIn(email);
  expect(await listQuotas(asAdmin.idToken)).toBe(200);

  const revoked = await runDatabaseService("revoke", uid, "--admin", "--sign-out", "--json");
  expect(JSON.parse(revoked.output)).toEqual({
    uid,
    before: { admin: true, roles: ["editor"], teams: [] },
    after: { admin: false, roles: ["editor"], teams: [] },
  });
  expect(await listQuotas((await signIn(email)).idToken)).toBe(403);
  expect((await runDatabaseService("grant", uid)).output).toBe(`${uid}: roles editor`);
});

test("an e-mail address names the account of who has verified it, and of nobody else", async () => {
  const email = newAddress();
  const { localId } = await signUp(email);
  const refused = await runDatabaseService("grant", email, "--admin");
  expect(refused).toMatchObject({ exitCode: 1, output: "" });
  expect(refused.messages).toContain(`${localId} has the address ${email} and has not verified it`);
  await auth(
    "accounts:update",
    { localId, emailVerified: true },
    { authorization: "Bearer owner" },
  );
  expect((await runDatabaseService("grant", email, "--admin")).output).toContain(`${localId}: `);
});

test("nobody is granted anything who never signed in", async () => {
  const refused = await runDatabaseService("grant", "nobody-at-all", "--admin");
  expect(refused).toMatchObject({ exitCode: 1, output: "" });
  expect(refused.messages).toContain(
    "There is no account with the uid or e-mail address nobody-at-all",
  );
});
