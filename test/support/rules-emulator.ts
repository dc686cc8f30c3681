import { emulators } from "./emulators.ts";

/** Gives a project of the emulator's these rules. @throws Error with what the compiler says */
export async function setRules(project: string, content: string): Promise<void> {
  const url = `http://${emulators.firestore}/emulator/v1/projects/${project}:securityRules`;
  const body = JSON.stringify({ rules: { files: [{ name: "security.rules", content }] } });
  const response = await fetch(url, { method: "PUT", body });
  if (!response.ok) throw new Error(`${await response.text()}\n${content}`);
}

/** Where the emulator answers for a project's documents. */
export function documentsUrl(project: string): string {
  return `http://${emulators.firestore}/v1/projects/${project}/databases/(default)/documents`;
}

/** An ID token as the emulator takes it: unsigned. */
export function unsignedIdToken(project: string, uid: string, claims: object = {}): string {
  const payload = {
    ...claims,
    sub: uid,
    user_id: uid,
    aud: project,
    iss: `https://securetoken.google.com/${project}`,
    iat: 1,
    exp: 9_999_999_999,
  };
  const parts = [{ alg: "none" }, payload].map((part) =>
    Buffer.from(JSON.stringify(part)).toString("base64url"),
  );
  return `${parts.join(".")}.`;
}
