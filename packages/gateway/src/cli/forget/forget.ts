import type { StoredDocument } from "../../documents/store.ts";
import { escapeFields } from "../../wire/wire-escape.ts";
import type { Command } from "../command/command.ts";
import { replaceFile } from "../command/replace-file.ts";
import { applyAll, forgettingWrites } from "./forget-records.ts";
import { readExportArguments, readForgetArguments } from "./forget-arguments.ts";
import { forgetReport } from "./forget-report.ts";
import { EXPORT_HELP, FORGET_HELP } from "./help.ts";
import { lookUpUser, type UserData } from "./look-up-user.ts";
import { openDatabases } from "./open-databases.ts";

/** The command `forget`. @throws PlainError where it can't be done */
export const forget: Command = async (args, { module }) => {
  const asked = readForgetArguments(args);
  if (asked === undefined) {
    console.log(FORGET_HELP);
    return 0;
  }
  for (const database of await openDatabases({ ...asked, module })) {
    const found = await lookUpUser(database, asked.uid, asked.documents);
    const { held, documents } = found;
    const writes = forgettingWrites({ held, documents, audit: asked.audit });
    if (asked.isReal) await applyAll(database.store, writes);
    console.log(forgetReport(database.id, found, asked));
  }
  console.log(
    "Records of usage, in which callers are hashes, delete themselves: minutes after a week, their sums later.",
  );
  if (!asked.isReal) console.log("Nothing was done. Add --yes to do it.");
  return 0;
};

/** The command `export-caller`. @throws PlainError where it can't be done */
export const exportCaller: Command = async (args, { module }) => {
  const asked = readExportArguments(args);
  if (asked === undefined) {
    console.log(EXPORT_HELP);
    return 0;
  }
  const databases: Record<string, object> = {};
  for (const database of await openDatabases({ ...asked, module })) {
    const found = await lookUpUser(database, asked.uid, asked.documents);
    databases[database.id] = exported(found);
  }
  const text = `${JSON.stringify({ uid: asked.uid, databases }, null, 2)}\n`;
  if (asked.out === undefined) process.stdout.write(text);
  else replaceFile(asked.out, text, 0o600);
  return 0;
};

/** What is written out of one database, each document by its path, in the form that callers get. */
function exported({ held, documents, unsearched }: UserData): object {
  const byPath = (all: readonly StoredDocument[]) =>
    Object.fromEntries(all.map(({ path, data }) => [path, escapeFields(data)]));
  return {
    quotas: byPath([...held.quotas, ...held.overrides]),
    requests: byPath(held.requests),
    audit: byPath([...held.written, ...held.ofOwned, ...held.parts]),
    documents: byPath(documents),
    unsearched,
  };
}
