import { readFileSync } from "node:fs";

/** `utils.envOverride("FIREBASE_RULES_URL", "https://firebaserules.googleapis.com")` */
const ORIGIN = /envOverride\("(?<variable>\w+)", "https:\/\/(?<host>[\w.-]+)"\)/g;

/**
 * The variables by which firebase-tools is told where Google's APIs are: each at its own name, and
 * by HTTP, so that a proxy can answer in its place. The names must stay as they are, since a deploy
 * enables the APIs whose names these are.
 */
export function originsByHttp(): Readonly<Record<string, string>> {
  const api = readFileSync("node_modules/firebase-tools/lib/api.js", "utf8");
  const origins = [...api.matchAll(ORIGIN)].map(({ groups }) => [
    groups?.["variable"] ?? "",
    `http://${groups?.["host"] ?? ""}`,
  ]);
  return Object.fromEntries(origins) as Record<string, string>;
}
