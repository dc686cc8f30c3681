import { SCRIPT } from "../command/script.ts";
import { MAX_REASONS } from "./tally.ts";

/** What `import --help` prints. */
export const HELP = `Imports a file into a collection: every row becomes a document, written through the gateway.

  ${SCRIPT} import <collection> <file> [options]

  ${SCRIPT} import airports airports.csv --dry-run
  ${SCRIPT} import airports airports.csv --id-field iata
  ${SCRIPT} import movies movies.ndjson --as catalog --project my-project --api-key AIza...

  --dry-run         writes nothing and calls nobody: shows the types of columns, the first ids, and
                    the rows that would be rejected, by the collections declared here

The file is text of any size (- is the standard input):
  .json             one array of objects
  .ndjson, .jsonl   one object a line
  .csv, .tsv        a line of column names, then one row a line
  --format FORMAT   json, json-map, ndjson or csv, where the name of the file doesn't tell;
                    json-map is one object whose keys are the ids: {"a": {...}, "b": {...}}
  --at NAMES        where in a JSON file the rows are, such as features or data.rows
  --encoding NAME   where it is not UTF-8: windows-1252, utf-16le, shift_jis ...
  --from ORIGIN     whose JSON it is: firestore (an export by a tool, or the Admin SDK's values),
                    mongodb (mongoexport), or plain: values that look like theirs stay maps

The gateway is the one that the emulators run, unless you name a deployed one:
  --as SERVICE      the service that writes (default: catalog); the collection's policy must let it
  --project ID      the Firebase project; needs --api-key. Signs in as the command service-token does
  --api-key KEY     its web API key
  --region REGION   where its functions run (default: where the gateway says)
  --app-id ID       an app of the project, where it enforces App Check: calls count as that app's
  --namespace NAME, --database ID
                    which gateway, where the functions have several

Ids
  Without an option, the id is a hash of what the row holds. Equal rows get ids of their own.
  --id-field NAME   the document's field that holds the id, a string or a whole number; it stays a
                    field too. A second row with the same id is rejected.
  So the same file, with the same options, always means the same documents: importing it again
  changes nothing (it costs the writes again), and an import that was cut is finished by the next. A
  row that was changed since, or whose column has another type, becomes a new document, or replaces
  its document under --id-field. Nothing is deleted.

Fields
  --omit NAME       leaves a field out; --rename OLD=NEW gives it another name
  --stringify NAME  stores a field of JSON as a text of JSON (arrays within arrays can't be stored)

Values of JSON
  They stay what they are; integers keep all 64 bits, and a number that Firestore can't hold rejects
  its row. What JSON has no word for is written as the gateway's callables take it, such as
  {"$timestamp": "2026-11-22T10:00:00Z"}.

Columns of CSV
  A column has one type: what --type says, or else the collection's schema as it is declared here, or
  else what all of its cells are: number (12, -.5, 1.00E+05) or boolean (true, FALSE), or else string.
  007, +49, 1e5, 1,234 and NA are no plain numbers, and what is quoted is text. The report says what
  each column got, and which cells did not fit.
  --type NAME=TYPE  string, number, boolean (yes, no, 1 and 0 too), timestamp, json, reference, bytes
                    or auto (as its cells are). A cell that doesn't fit rejects its row.
  --null TEXT       a cell that is null, such as NA; an empty one always is (or is left out, where the
                    schema lets the field be missing, but not be null). "" in quotes is a string.
  --time-zone ZONE  of the times and dates that don't say theirs, such as Europe/Berlin; a date alone
                    is its midnight. Times that clocks leave out or have twice reject their row.
  --date-order ORD  ymd (default), dmy or mdy
  --decimal-comma   numbers are written 2,6
  --delimiter C     what stands between cells: a character, or tab (default: a comma)
  --columns A,B,,C  other names for the columns than the first line's; an empty one leaves its column
                    out. --no-header: the first line is a row already.
  A name that is missing is made from the column's place (column3), and one that is there already gets
  a number (name_2). Lines without any value are skipped.

A row that can't be read, or that the collection's schema does not take, is rejected, and the others
are imported. Rejected rows are kept beside the file, in NAME.rejected.EXT (--rejects FILE), as they
stood: mend and import them with the command that the report ends with. No file is overwritten.

Where the service's quota is used up, the import waits. It shows how it goes on stderr, and ends with
a report on stdout: the rows read, written and rejected, the columns, and of each rejected row its line
in the file, its number, the field and the reason (of the first ${MAX_REASONS.toLocaleString("en-US")}; the rest are counted).

Exit code: 0 if every row was written, 1 if some were rejected, 2 if it could not finish.`;
