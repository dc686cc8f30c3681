import { MAX_REASONS } from "./tally.ts";

/** What `npm run import -- --help` prints. */
export const HELP = `Imports a file into a collection: every row becomes a document, written through the gateway.

  npm run import -- <collection> <file> [options]

  npm run import -- movies movies.json
  npm run import -- airports airports.csv --id-field iata --type iata=string
  npm run import -- movies movies.ndjson --as catalog --project my-project --api-key AIza...

The file is UTF-8 text of any size:
  .json             one array of objects
  .ndjson, .jsonl   one object a line
  .csv              a line of column names, then one row a line
  --format FORMAT   json, ndjson or csv, where the name of the file doesn't tell

The gateway is the one that npm start runs, unless you name a deployed one:
  --as SERVICE      the service that writes (default: catalog); the collection's policy must let it
  --project ID      the Firebase project; needs --api-key. Signs in as npm run service-token does
  --api-key KEY     its web API key
  --region REGION   where its functions run (default: us-central1)
  --app-id ID       an app of the project, where it enforces App Check: calls count as that app's

Ids
  Without an option, the id is a hash of what the row holds. Equal rows get ids of their own.
  --id-field NAME   the field that holds the id, a string or a whole number; it stays a field too.
                    A second row with the same id is rejected.
  So the same file always means the same documents: importing it again changes nothing (it costs
  the writes again), and an import that was cut is finished by the next. A row that was changed
  since becomes a new document, or replaces its document under --id-field. Nothing is deleted.

Values
  JSON values stay what they are; integers keep all 64 bits. What JSON has no word for is written
  as the gateway's callables take it, such as {"$timestamp": "2026-11-22T10:00:00Z"}.
  CSV cells: empty is null, true and false are booleans, plain numbers (12, -0.5, but not 007, 1e5
  or +3) are numbers, everything else and every quoted cell is a string.
  --type NAME=TYPE  what a column holds: string, number, boolean, json, or auto (as above). May be
                    given for several columns. Empty cells are null all the same.
  --delimiter C     what stands between cells (default: a comma)

A row that the collection's schema does not take is rejected, and the others are imported. Where
the service's quota is used up, the import waits. It shows how it goes on stderr, and ends with a
report on stdout: the rows read, written and rejected, and of each rejected row its number (the
first is 1), the field and the reason (of the first ${MAX_REASONS.toLocaleString("en-US")}; the rest are counted).

Exit code: 0 if every row was written, 1 if some were rejected, 2 if it could not finish.`;
