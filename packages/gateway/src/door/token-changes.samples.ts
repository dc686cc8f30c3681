import { NOW_SECONDS, PROJECT, type KeyName, type TokenSample } from "./token.samples.ts";

/** One thing that is other than in a usual token, and what it is. */
export type Change = readonly [what: string, change: (sample: TokenSample) => TokenSample];

function header(name: string, values: readonly unknown[]): Change[] {
  return values.map((value) => [
    `${name} ${shown(value)}`,
    (sample) => ({ ...sample, header: { ...sample.header, [name]: value } }),
  ]);
}

function claim(name: string, values: readonly unknown[]): Change[] {
  return values.map((value) => [
    `${name} ${shown(value)}`,
    (sample) => ({ ...sample, claims: { ...sample.claims, [name]: value } }),
  ]);
}

function key(names: readonly KeyName[]): Change[] {
  return names.map((name) => [`a signature by ${name}`, (sample) => ({ ...sample, key: name })]);
}

/** What is signed by a key that it names. */
function ownKey(names: readonly (readonly [kid: unknown, key: KeyName, alg: string])[]): Change[] {
  return names.map(([kid, name, alg]) => [
    `kid ${shown(kid)}, alg ${alg} and a signature by ${name}`,
    (sample) => ({ ...sample, key: name, header: { ...sample.header, kid, alg } }),
  ]);
}

/** For an event before a message is sent, which no user needs to ask for. */
function eventOfNobody(subjects: readonly unknown[]): Change[] {
  return subjects.map((sub) => [
    `event_type "beforeSendSms" and sub ${shown(sub)}`,
    (sample) => ({ ...sample, claims: { ...sample.claims, event_type: "beforeSendSms", sub } }),
  ]);
}

function rewrite(what: string, change: (json: string) => string | Buffer): Change {
  return [what, (sample) => ({ ...sample, rewrite: change })];
}

function alter(what: string, change: (token: string) => string): Change {
  return [what, (sample) => ({ ...sample, alter: change })];
}

/** Changes one part of a token's three. */
function part(what: string, index: 0 | 1 | 2, change: (encoded: string) => string): Change {
  return alter(what, (token) =>
    token
      .split(".")
      .map((encoded, i) => (i === index ? change(encoded) : encoded))
      .join("."),
  );
}

function shown(value: unknown): string {
  if (typeof value === "string" && value.length > 40)
    return `of ${String(value.length)} characters`;
  return value === undefined ? "missing" : JSON.stringify(value);
}

const ODD: readonly unknown[] = [undefined, null, "", "x", 0, 1, true, false, [], {}, ["x"]];
const TIMES: readonly unknown[] = [
  ...ODD,
  ...[-3600, -301, -300, -1, -0.5, 0, 0.5, 1, 299, 300, 300.5, 301, 3600].map(
    (seconds) => NOW_SECONDS + seconds,
  ),
  String(NOW_SECONDS + 3600),
  (NOW_SECONDS + 3600) * 1000,
  -1,
  1e300,
  [NOW_SECONDS + 3600],
];

/** An extension that jose knows, and firebase-admin does not. */
const unencoded: Change = [
  "crit b64 and b64 false",
  (sample) => ({ ...sample, header: { ...sample.header, crit: ["b64"], b64: false } }),
];

const BODIES: readonly Change[] = [
  rewrite("claims that are no JSON", () => "{"),
  rewrite("claims that are nothing", () => " "),
  rewrite("claims that are null", () => "null"),
  rewrite("claims that are a list", (json) => `[${json}]`),
  rewrite("claims that are a string", (json) => JSON.stringify(json)),
  rewrite("claims that are a number", () => "1"),
  rewrite("claims after a byte order mark", (json) => `\uFEFF${json}`),
  rewrite("claims between white space", (json) => ` \n${json}\t`),
  rewrite("claims with more behind", (json) => `${json}{}`),
  rewrite("claims with a name twice", (json) => json.replace("{", '{"sub":"eve",')),
  rewrite("claims that end with another subject", (json) => json.replace(/}$/, ',"sub":"eve"}')),
  rewrite("claims with a prototype", (json) => json.replace("{", '{"__proto__":{"admin":true},')),
  rewrite("claims with a constructor", (json) => json.replace("{", '{"constructor":{"a":1},')),
  rewrite("claims in Latin-1", (json) =>
    Buffer.from(json.replace("{", '{"name":"Ad\u00e8le",'), "latin1"),
  ),
  rewrite("claims beyond ASCII", (json) => json.replace("{", '{"name":"Zo\u00eb 𝔸 \\ud800",')),
  rewrite("claims of a megabyte", (json) => json.replace("{", `{"x":"${"x".repeat(1e6)}",`)),
];

const TEXTS: readonly Change[] = [
  ...["", ".", "..", "...", "a.b.c", "null", "undefined", "e30.e30.e30", "[object Object]"].map(
    (text) => alter(`the text ${shown(text)}`, () => text),
  ),
  alter("white space before", (token) => ` ${token}`),
  alter("white space behind", (token) => `${token} `),
  alter("a line's end behind", (token) => `${token}\n`),
  alter("white space within", (token) => token.replace(".", ". ")),
  alter("quotes around", (token) => `"${token}"`),
  alter("Bearer before", (token) => `Bearer ${token}`),
  alter("the token twice", (token) => `${token}${token}`),
  alter("the token twice with a dot", (token) => `${token}.${token}`),
  alter("a comma and the token again", (token) => `${token},${token}`),
  alter("a fourth part", (token) => `${token}.x`),
  alter("an empty fourth part", (token) => `${token}.`),
  alter("two parts", (token) => token.replace(/\.[^.]*$/, "")),
  alter("characters beyond ASCII", (token) => `${token}\u00e9`),
  alter("a null character", (token) => `${token}\0`),
  ...([0, 1, 2] as const).flatMap((index) => [
    part(`part ${String(index)} empty`, index, () => ""),
    part(`part ${String(index)} twice`, index, (encoded) => encoded + encoded),
    part(`part ${String(index)} with padding`, index, (encoded) => `${encoded}==`),
    part(`part ${String(index)} cut by one`, index, (encoded) => encoded.slice(0, -1)),
    part(`part ${String(index)} longer by one`, index, (encoded) => `${encoded}A`),
    part(`part ${String(index)} with + and /`, index, (encoded) => `${encoded.slice(0, -2)}+/`),
    part(`part ${String(index)} with another first`, index, (encoded) =>
      encoded.startsWith("e") ? `f${encoded.slice(1)}` : `e${encoded.slice(1)}`,
    ),
    part(`part ${String(index)} with another last`, index, (encoded) =>
      encoded.replace(/.$/, (last) => (last === "A" ? "B" : "A")),
    ),
    part(`part ${String(index)} with other bits of no meaning`, index, withOtherSpareBits),
  ]),
  part("a header that is a list", 0, () => Buffer.from("[]").toString("base64url")),
  part("a header that is null", 0, () => Buffer.from("null").toString("base64url")),
  part("the claims as the header", 0, () => Buffer.from('{"sub":"ada"}').toString("base64url")),
];

/** The last character of base64 can have bits that no byte takes. */
function withOtherSpareBits(encoded: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return encoded.replace(/.$/, (last) => alphabet[alphabet.indexOf(last) ^ 1] ?? last);
}

const COMMON: readonly Change[] = [
  ...header("alg", [
    ...ODD,
    "none",
    "None",
    "HS256",
    "HS512",
    "RS384",
    "RS512",
    "PS256",
    "PS512",
    "ES256",
    "ES512",
    "rs256",
    "RS256 ",
    "EdDSA",
    ["RS256"],
  ]),
  ...header("kid", [
    ...ODD,
    "second",
    "elliptic",
    "broken",
    "unknown",
    "first ",
    "First",
    "1",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    ["first"],
  ]),
  ...header("typ", [...ODD, "jwt", "JOSE"]),
  ...header("crit", [...ODD, ["exp"], ["b64"]]),
  ...header("b64", [false, true]),
  unencoded,
  ...header("jwk", [{ kty: "RSA", n: "AQAB", e: "AQAB" }]),
  ...header("jku", ["https://evil.example/jwks"]),
  ...header("zip", ["DEF"]),
  ...key(["second", "elliptic", "forger"]),
  ...ownKey([
    ["second", "second", "RS256"],
    ["second", "second", "RS512"],
    ["second", "second", "PS256"],
    ["elliptic", "elliptic", "ES256"],
    ["elliptic", "elliptic", "RS256"],
    ["1", "second", "RS256"],
    [1, "second", "RS256"],
    ["", "second", "RS256"],
  ]),
  ...claim("exp", TIMES),
  ...claim("iat", TIMES),
  ...claim("nbf", TIMES),
  ...claim("sub", [
    ...ODD,
    "x".repeat(127),
    "x".repeat(128),
    "x".repeat(129),
    "𝔸".repeat(64),
    "𝔸".repeat(65),
    " ",
    "a/b",
    "\0",
    "__proto__",
  ]),
  ...claim("admin", [true]),
  ...claim("uid", ["eve"]),
  ...claim("app_id", ["eve"]),
  ...BODIES,
  ...TEXTS,
];

/** What can be other in an ID token. */
export const ID_TOKEN_CHANGES: readonly Change[] = [
  ...COMMON,
  ...claim("aud", [
    ...ODD,
    "another",
    [PROJECT],
    [PROJECT, "another"],
    `${PROJECT} `,
    PROJECT.toUpperCase(),
    "https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit",
  ]),
  ...claim("iss", [
    ...ODD,
    `https://securetoken.google.com/another`,
    `https://securetoken.google.com/${PROJECT}/`,
    `https://session.firebase.google.com/${PROJECT}`,
    `http://securetoken.google.com/${PROJECT}`,
    [`https://securetoken.google.com/${PROJECT}`],
  ]),
  ...claim("auth_time", TIMES),
  ...claim("event_type", [...ODD, "beforeSendSms", "beforeSendEmail", "beforeCreate"]),
  ...eventOfNobody([undefined, "", 1, "x".repeat(129)]),
  ...claim("firebase", [...ODD, { tenant: "tenant-a" }, { tenant: 1 }]),
  ...claim("tenant", ["tenant-a"]),
];

/** What can be other in an App Check token. */
export const APP_CHECK_CHANGES: readonly Change[] = [
  ...COMMON,
  ...claim("aud", [
    ...ODD,
    PROJECT,
    `projects/${PROJECT}`,
    [`projects/${PROJECT}`],
    ["projects/1234"],
    ["projects/another"],
    [PROJECT],
    [[`projects/${PROJECT}`]],
    { 0: `projects/${PROJECT}` },
  ]),
  ...claim("iss", [
    ...ODD,
    "https://firebaseappcheck.googleapis.com/",
    "https://firebaseappcheck.googleapis.com",
    "https://firebaseappcheck.googleapis.com.evil.example/1234",
    "http://firebaseappcheck.googleapis.com/1234",
    ["https://firebaseappcheck.googleapis.com/1234"],
  ]),
  ...claim("jti", ODD),
];
