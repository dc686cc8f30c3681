import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { collections } from "../../../../../functions/src/collections/index.ts";
import { ownCollections } from "../../documents/own-collections.ts";
import { Registry } from "../../collection/registry.ts";
import { indexFile } from "../../indexes/index-file.ts";
import { PlainError } from "../command/plain-error.ts";
import { runCommand } from "../command/run-command.ts";

const FILE = "firestore.indexes.json";

/** Writes the index file from the collections; with `--check`, says whether it is as they say. */
await runCommand(() => {
  const { indexes } = new Registry(collections);
  const { quotas, requests } = ownCollections("");
  const text = `${JSON.stringify(indexFile(indexes, [quotas, requests]), null, 2)}\n`;
  const isCurrent = existsSync(FILE) && readFileSync(FILE, "utf8") === text;
  if (!process.argv.includes("--check")) {
    writeFileSync(FILE, text);
    console.log(`${FILE} ${isCurrent ? "was" : "is now"} as the collections declare.`);
    return 0;
  }
  if (isCurrent) return 0;
  throw new PlainError(`${FILE} is not what the collections declare. Run: npm run indexes`);
});
