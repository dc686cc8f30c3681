import fc from "fast-check";
import { FunctionLogs } from "./function-logs.ts";

const OUTPUT = `⚠  functions: something of the emulator itself
Error: it as well
i  functions: Watching "functions" for Cloud Functions...
✔  functions: Using node@24 from host.
Serving at port 8736

✔  functions: Loaded functions definitions from source: getDocument.
┌────────┐
│ table  │
i  functions: Beginning execution of "us-central1-getDocument"
>  {"severity":"DEBUG","message":"Callable request verification passed"}
>  {"severity":"INFO","message":"call","code":"ok"}
>  {"severity":"INFO","message":"quota metrics","admitted":1}
>  plain text
>  {"severity":"ERROR","message":"Unhandled error Error: no
>  {"severity":"ERROR","message":"Error: no\\n    at here"}
i  functions: Finished "us-central1-getDocument" in 3.5ms
⚠  emulators: You are not currently authenticated
ReferenceError: nope is not defined
    at index.js:1:1

⬢  functions: Failed to load function definition from source
`;

const SHOWN = [
  'INFO call {"code":"ok"}',
  "plain text",
  '{"severity":"ERROR","message":"Unhandled error Error: no',
  "ERROR Error: no\n    at here",
  "ReferenceError: nope is not defined",
  "    at index.js:1:1",
  "⬢  functions: Failed to load function definition from source",
];

test("shown are what the functions log from INFO on, and what keeps them from being loaded", () => {
  expect(new FunctionLogs().take(OUTPUT)).toEqual(SHOWN);
});

test("output may come in pieces of any size", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(OUTPUT.length), { maxLength: 20 }), (cuts) => {
      const logs = new FunctionLogs();
      const ends = [...cuts, OUTPUT.length].toSorted((a, b) => a - b);
      const shown = ends.flatMap((end, i) => logs.take(OUTPUT.slice(ends[i - 1] ?? 0, end)));
      expect(shown).toEqual(SHOWN);
    }),
  );
});
