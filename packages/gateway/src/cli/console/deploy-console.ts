import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PlainError } from "../command/plain-error.ts";
import { askFirebase, runFirebase, type FirebaseOptions } from "../deploy/firebase.ts";
import { consoleFolder } from "./console-folder.ts";
import { deployedOrigins, hostingConfig } from "./hosting-config.ts";

/** Where the console goes, and which functions it calls. */
export interface ConsoleDeploy extends FirebaseOptions {
  readonly project: string;
  /** The id of a site of Firebase Hosting. */
  readonly site: string;
  /** Where the functions are. */
  readonly region: string;
  /** Of reCAPTCHA Enterprise; undefined where App Check is not enforced. */
  readonly appCheckSiteKey: string | undefined;
}

interface Site {
  /** projects/<project>/sites/<site> */
  readonly name: string;
  readonly type?: string;
}

/**
 * Sees that the console's site is there, and is not the one that the project's own app is on.
 *
 * @throws PlainError with what to do
 */
export async function refuseSite({ project, site, folder }: ConsoleDeploy): Promise<void> {
  const asked = ["hosting:sites:list", "--project", project];
  const { result, error } = await askFirebase<{ readonly sites?: readonly Site[] }>(asked, folder);
  if (result === undefined) {
    throw new PlainError(`The sites of ${project} can't be looked up:\n\n  ${error ?? ""}`);
  }
  const found = result.sites?.find(({ name }) => name.endsWith(`/sites/${site}`));
  if (found === undefined) {
    throw new PlainError(
      `${project} has no site ${site} for the console. Nothing was deployed. Make it:\n\n` +
        `  npx firebase hosting:sites:create ${site} --project ${project}`,
    );
  }
  if (found.type !== "DEFAULT_SITE") return;
  throw new PlainError(
    `${site} is the project's default site, where your own app is: the console would take its place. ` +
      "Nothing was deployed. Make a site for the console:\n\n" +
      `  npx firebase hosting:sites:create ${project}-operators --project ${project}`,
  );
}

/**
 * Deploys the console alone, by a firebase.json of its own: the project's own sites stay as they are.
 *
 * @throws PlainError where it fails; firebase-tools has printed why
 */
export async function deployConsole(deploy: ConsoleDeploy): Promise<void> {
  const { project, site, region, appCheckSiteKey, interactive } = deploy;
  const folder = mkdtempSync(join(tmpdir(), "database-service-console-"));
  try {
    cpSync(consoleFolder(), join(folder, "console"), { recursive: true });
    writeFileSync(
      join(folder, "console/console.json"),
      JSON.stringify({ region, appCheckSiteKey }),
    );
    const hosting = { site, ...hostingConfig("console", deployedOrigins(project, region)) };
    const config = join(folder, "firebase.json");
    writeFileSync(config, JSON.stringify({ hosting }));
    const args = ["deploy", "--project", project, "--only", "hosting", "--config", config];
    const { status } = await runFirebase(
      interactive ? args : [...args, "--non-interactive"],
      deploy,
    );
    if (status === 0) return;
  } finally {
    rmSync(folder, { recursive: true });
  }
  throw new PlainError(
    "All but the console is deployed. Mend what is said above and run this command again.",
  );
}
