import type { Auth, UserRecord } from "firebase-admin/auth";
import type { Claims } from "../../caller/caller.ts";
import type { Command } from "../command/command.ts";
import { PlainError } from "../command/plain-error.ts";
import { readGrantArguments, type GrantArguments } from "./arguments.ts";
import { changedClaims, rightsOf, type RightsChange } from "./changed-claims.ts";
import { GRANT_HELP, REVOKE_HELP } from "./help.ts";
import { accountOf, openAccounts } from "./open-accounts.ts";
import type { Rights } from "./rights.ts";

/** The command `grant`. @throws PlainError where nothing is given */
export const grant: Command = (args) => run("grant", args);

/** The command `revoke`. @throws PlainError where nothing is taken */
export const revoke: Command = (args) => run("revoke", args);

async function run(change: RightsChange, args: readonly string[]): Promise<number> {
  const asked = readGrantArguments(change, args);
  if (asked === undefined) {
    console.log(change === "grant" ? GRANT_HELP : REVOKE_HELP);
    return 0;
  }
  const accounts = await openAccounts(asked.project);
  const account = await accountOf(accounts, asked.user);
  const had: Claims = account.customClaims ?? {};
  const claims = changedClaims(had, change, asked.rights);
  const isChanged = JSON.stringify(rightsOf(had)) !== JSON.stringify(rightsOf(claims));
  await store({ accounts, account, asked }, isChanged ? claims : undefined);
  const told = { uid: account.uid, before: rightsOf(had), after: rightsOf(claims) };
  console.log(asked.format === "json" ? JSON.stringify(told) : textOf(told, isChanged, asked));
  return 0;
}

interface Storing {
  readonly accounts: Auth;
  readonly account: UserRecord;
  readonly asked: GrantArguments;
}

async function store({ accounts, account, asked }: Storing, claims: Claims | undefined) {
  try {
    if (claims !== undefined) await accounts.setCustomUserClaims(account.uid, claims);
    if (asked.signsOut) await accounts.revokeRefreshTokens(account.uid);
  } catch (cause) {
    throw new PlainError(`Firebase Authentication refused: ${(cause as Error).message}`, { cause });
  }
}

interface Told {
  readonly uid: string;
  readonly before: Rights;
  readonly after: Rights;
}

function textOf({ uid, before, after }: Told, isChanged: boolean, asked: GrantArguments): string {
  const lines = isChanged
    ? [
        `${uid}: ${described(before)} → ${described(after)}`,
        "ID tokens that it has say otherwise for up to an hour; the app gets a new one by getIdToken(true).",
      ]
    : [`${uid}: ${described(after)}`];
  if (asked.signsOut) lines.push("Its sessions are ended.");
  return lines.join("\n");
}

function described({ admin, roles, teams }: Rights): string {
  const parts = [
    ...(admin ? ["admin"] : []),
    ...(roles.length > 0 ? [`roles ${roles.join(", ")}`] : []),
    ...(teams.length > 0 ? [`teams ${teams.join(", ")}`] : []),
  ];
  return parts.length > 0 ? parts.join("; ") : "no rights of its own";
}
