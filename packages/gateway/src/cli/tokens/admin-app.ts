import { readFileSync } from "node:fs";
import type { App, ServiceAccount } from "firebase-admin/app";

/** A real project's, by Google's application default credentials. Loaded only when used. */
export async function adminApp(projectId: string): Promise<App> {
  const { applicationDefault, cert, getApps, initializeApp } = await import("firebase-admin/app");
  const key = serviceAccountKey();
  const credential = key === undefined ? applicationDefault() : cert(key);
  return getApps()[0] ?? initializeApp({ credential, projectId });
}

/**
 * The key of a service account, where application default credentials are one: it signs by itself,
 * while `applicationDefault()` has IAM sign, which takes an API and a role more.
 */
function serviceAccountKey(): ServiceAccount | undefined {
  const file = process.env["GOOGLE_APPLICATION_CREDENTIALS"];
  if (file === undefined || file === "") return undefined;
  const key = JSON.parse(readFileSync(file, "utf8")) as ServiceAccount & { readonly type?: string };
  return key.type === "service_account" ? key : undefined;
}
