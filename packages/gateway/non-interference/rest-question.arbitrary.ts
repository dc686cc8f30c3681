import fc from "fast-check";
import { encodeValue } from "../src/documents/codec.ts";
import { restRequestOf, type RestRequest } from "../src/firestore-rest/rest-request-of.fixture.ts";
import { MEMORY_ROOT as ROOT } from "../src/testing/memory-rest.ts";
import type { Value } from "../src/values/value.ts";
import { fieldOf, questions, rarely, type Guesses } from "./question.arbitrary.ts";
import type { CallableQuestion, RestQuestion, Seen } from "./twin-databases.ts";

/** Requests to Firestore's REST API: what callables are asked for, and what only it has words for. */
export function restQuestions(guesses: Guesses): fc.Arbitrary<RestQuestion> {
  const pages = pagesOf(guesses);
  return fc.oneof(
    { weight: 3, arbitrary: questions(guesses).map(translated) },
    { weight: 2, arbitrary: commitsOf(guesses) },
    { weight: 1, arbitrary: fc.oneof(pages, plainWritesOf(guesses)) },
    { weight: 2, arbitrary: transactionsOf(guesses) },
  );
}

/** What has no words here asks whether anything is declared. */
const NOTHING: RestRequest = ["POST", "documents:listCollectionIds", {}];

function translated(question: CallableQuestion): RestQuestion {
  return asked((seen) => translatedOf(question, seen));
}

function translatedOf({ callable, request }: CallableQuestion, seen: Seen): RestRequest {
  return restRequestOf(callable, request(seen)) ?? NOTHING;
}

function asked(rest: (seen: Seen) => RestRequest): RestQuestion {
  const question = { rest, [fc.toStringMethod]: () => fc.stringify(rest({})) };
  return question;
}

/** The collection in pages, and the collections below a document. */
function pagesOf(guesses: Guesses): fc.Arbitrary<RestQuestion> {
  const { collection, ids } = guesses;
  const field = fieldOf(guesses);
  const parameters = rarely({
    pageSize: fc.integer({ min: 1, max: 3 }),
    "mask.fieldPaths": field,
    orderBy: fc.tuple(field, fc.constantFrom("", " asc", " desc")).map((part) => part.join("")),
  });
  const list = fc.tuple(parameters, fc.boolean()).map(([sent, isNext]) =>
    asked(({ pageToken }) => {
      const all = { ...sent, ...(isNext && pageToken && { pageToken }) };
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(all)) query.set(name, value);
      return ["GET", `documents/${collection}?${query.toString()}`];
    }),
  );
  const below = fc
    .constantFrom(...ids)
    .map((id) => asked(() => ["POST", `documents/${collection}/${id}:listCollectionIds`, {}]));
  return fc.oneof({ weight: 3, arbitrary: list }, { weight: 1, arbitrary: below });
}

/** Transactions begun by themselves and by reads, what is read and written in them, and their ends. */
function transactionsOf(guesses: Guesses): fc.Arbitrary<RestQuestion> {
  const mode = fc.constantFrom({ readWrite: {} }, { readWrite: {} }, { readOnly: {} });
  const begin = mode.map((options) => {
    return asked(() => ["POST", "documents:beginTransaction", { options }]);
  });
  // Within the transaction that was seen last, or in a new one.
  const read = fc.tuple(questions(guesses), mode, fc.boolean()).map(([question, asMode, isNew]) =>
    asked((seen) => {
      const [httpMethod, path, body] = translatedOf(question, seen);
      const isRead = /:(batchGet|runQuery|runAggregationQuery)$/.test(path);
      const newTransaction = isNew || seen.transaction === undefined;
      const selected = newTransaction
        ? { newTransaction: asMode }
        : { transaction: seen.transaction };
      return [httpMethod, path, isRead ? { ...(body as object), ...selected } : body];
    }),
  );
  const writes = fc.array(writeOf(guesses), { maxLength: 2 });
  const commit = writes.map((sent) =>
    asked((seen) => {
      const written = sent.map((write) => write(seen));
      const { transaction } = seen;
      return ["POST", "documents:commit", { writes: written, ...(transaction && { transaction }) }];
    }),
  );
  const rollback = fc.constant(
    asked(({ transaction }) => ["POST", "documents:rollback", { transaction }]),
  );
  return fc.oneof(
    { weight: 1, arbitrary: begin },
    { weight: 3, arbitrary: read },
    { weight: 3, arbitrary: commit },
    { weight: 1, arbitrary: rollback },
  );
}

/** Writes of which each says its own mask, transforms and condition. */
function commitsOf(guesses: Guesses): fc.Arbitrary<RestQuestion> {
  const writes = fc.array(writeOf(guesses), { minLength: 1, maxLength: 3 });
  const verb = fc.constantFrom("commit", "commit", "batchWrite");
  return fc.tuple(verb, writes).map(([name, sent]) =>
    asked((seen) => {
      return ["POST", `documents:${name}`, { writes: sent.map((write) => write(seen)) }];
    }),
  );
}

function writeOf(guesses: Guesses): fc.Arbitrary<(seen: Seen) => object> {
  const { collection, ids, times } = guesses;
  const field = fieldOf(guesses);
  const name = fc.constantFrom(...ids).map((id) => `${ROOT}${collection}/${id}`);
  const fields = fieldsOf(guesses);
  const fieldPaths = fc.array(field, { maxLength: 2 });
  const transforms = fc.array(fc.tuple(field, transform).map(merged), {
    minLength: 1,
    maxLength: 3,
  });
  const condition = fc.oneof(
    fc.constantFrom<object>({}, { exists: true }, { exists: false }),
    fc.constantFrom(undefined, ...times).map((updateTime) => ({ updateTime })),
  );
  const what = fc.oneof(
    fc
      .tuple(
        fc.record({ name, fields }),
        rarely({ updateMask: fc.record({ fieldPaths }), updateTransforms: transforms }),
      )
      .map(([update, rest]) => ({ update, ...rest })),
    fc.tuple(name, transforms).map(([document, fieldTransforms]) => {
      return { transform: { document, fieldTransforms } };
    }),
    name.map((document) => ({ delete: document })),
  );
  return fc.tuple(what, condition).map(([write, sent]) => ({ updateTime }: Seen) => {
    const isVersion = Object.hasOwn(sent, "updateTime");
    const version = { updateTime, ...clean(sent) };
    return { ...write, currentDocument: isVersion ? version : sent };
  });
}

function clean(sent: object): object {
  return Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined));
}

/** One document at its own URL. */
function plainWritesOf(guesses: Guesses): fc.Arbitrary<RestQuestion> {
  const { collection, ids } = guesses;
  const at = fc.constantFrom(...ids).map((id) => `documents/${collection}/${id}`);
  const condition = fc.constantFrom(
    "",
    "currentDocument.exists=true",
    "currentDocument.exists=false",
  );
  const mask = fc
    .array(fieldOf(guesses), { maxLength: 2 })
    .map((fields) => fields.map((field) => `updateMask.fieldPaths=${field}`).join("&"));
  const patch = fc.tuple(at, mask, condition, fieldsOf(guesses)).map(([url, ...sent]) => {
    const [fields, query] = [sent[2], [sent[0], sent[1]].filter(Boolean).join("&")];
    return asked(() => ["PATCH", `${url}?${query}`, { fields }]);
  });
  const remove = fc
    .tuple(at, condition)
    .map(([url, query]) => asked(() => ["DELETE", `${url}?${query}`]));
  return fc.oneof(patch, remove);
}

const NUMBERS = { integerValue: "1" };
const LIST = { values: [{ stringValue: "x" }] };

const transform = fc.constantFrom<object>(
  { increment: NUMBERS },
  { minimum: NUMBERS },
  { maximum: NUMBERS },
  { setToServerValue: "REQUEST_TIME" },
  { appendMissingElements: LIST },
  { removeAllFromArray: LIST },
);

function merged([fieldPath, what]: readonly [string, object]): object {
  return { fieldPath, ...what };
}

function fieldsOf(guesses: Guesses): fc.Arbitrary<object> {
  const value = fc.constantFrom(...guesses.values).map((one) => encodeValue(one as Value, ROOT));
  const named = fieldOf(guesses).filter((name) => !name.includes("."));
  return fc.oneof(
    fc.dictionary(named, value, { maxKeys: 3, noNullPrototype: true }),
    fc.constantFrom({}, ...guesses.documents).map((data) => encodedMap(data)),
  );
}

function encodedMap(data: object): object {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, encodeValue(value as Value, ROOT)]),
  );
}
