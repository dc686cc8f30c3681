import fc from "fast-check";
import type { CallableName } from "../src/api/api.ts";
import { OPERATORS } from "../src/values/operator.ts";
import type { CallableQuestion, Seen } from "./twin-databases.ts";

/** Where a caller looks, and what it guesses at. */
export interface Guesses {
  readonly collection: string;
  readonly ids: readonly string[];
  /** Field paths. */
  readonly fields: readonly string[];
  /** Of fields that the caller may not read. */
  readonly hidden: readonly string[];
  /** What may be in them. */
  readonly secrets: readonly unknown[];
  readonly values: readonly unknown[];
  /** Data that the schema takes. */
  readonly documents: readonly object[];
  /** Of documents. */
  readonly times: readonly string[];
}

const REQUEST_IDS = [
  "11111111-1111-4111-8111-111111111111",
  "22222222-2222-4222-8222-222222222222",
] as const;

type Request = (seen: Seen) => object;

/** Every callable, with requests of every kind: most of them make sense. */
export function questions(guesses: Guesses): fc.Arbitrary<CallableQuestion> {
  const write = writesOf(guesses);
  const requestId = rarely({ requestId: fc.constantFrom(...REQUEST_IDS) });
  const once = (requests: fc.Arbitrary<Request>) =>
    fc.tuple(requests, requestId).map(([request, id]) => {
      return (seen: Seen) => ({ ...request(seen), ...id });
    });
  // Several writes of one document, as often as of some.
  const ofOne = fc
    .constantFrom(...guesses.ids)
    .chain((id) =>
      fc.array(writesOf({ ...guesses, ids: [id] }).any, { minLength: 2, maxLength: 3 }),
    );
  const batch = fc
    .tuple(
      fc.oneof(fc.array(write.any, { minLength: 1, maxLength: 3 }), ofOne),
      rarely({ atomic: fc.constant(false) }),
    )
    .map(([writes, rest]) => (seen: Seen) => ({ writes: writes.map((one) => one(seen)), ...rest }));
  const reads = readsOf(guesses);
  return fc.oneof(
    ask("getDocument", reads.get),
    ask("getDocuments", reads.getAll),
    ask("queryDocuments", reads.query),
    ask("queryDocuments", reads.query),
    ask("aggregateDocuments", reads.aggregate),
    ask("createDocument", once(write.create)),
    ask("setDocument", once(write.set)),
    ask("updateDocument", once(write.update)),
    ask("deleteDocument", once(write.delete)),
    ask("batchWrite", once(batch)),
    ask("getQuota", fc.constant({}).map(known)),
  );
}

function ask(
  callable: CallableName,
  requests: fc.Arbitrary<Request>,
): fc.Arbitrary<CallableQuestion> {
  return requests.map((request) => ({
    callable,
    request,
    [fc.toStringMethod]: () => `${callable} ${fc.stringify(request({}))}`,
  }));
}

/** A request that is the same whatever was seen. */
function known(request: object): Request {
  return () => request;
}

/** Now and then with these, each for itself. */
export function rarely<T extends Record<string, unknown>>(parts: {
  [Name in keyof T]: fc.Arbitrary<T[Name]>;
}): fc.Arbitrary<object> {
  const optional = Object.entries(parts).map(([name, part]) =>
    fc.option(part as fc.Arbitrary<unknown>, { freq: 2, nil: undefined }).map((value) => {
      return value === undefined ? {} : { [name]: value };
    }),
  );
  return fc.tuple(...optional).map((present) => Object.assign({}, ...present) as object);
}

const LIST_OPERATORS = ["in", "not-in", "array-contains-any"] as const;
const OTHER_OPERATORS = OPERATORS.filter((op) => !LIST_OPERATORS.some((other) => other === op));

export function fieldOf({ fields, hidden }: Guesses): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...fields) },
    { weight: 1, arbitrary: fc.constantFrom(...hidden) },
  );
}

function filterOf(guesses: Guesses) {
  const { ids, values, hidden, secrets } = guesses;
  const field = fc.oneof(fieldOf(guesses), fc.constant("__name__"));
  const value = fc.constantFrom(...values, ...ids);
  const list = fc.array(value, { minLength: 1, maxLength: 3 });
  const comparison = fc.oneof(
    fc.tuple(field, fc.constant("=="), value),
    fc.tuple(fc.constantFrom(...hidden), fc.constant("=="), fc.constantFrom(...secrets)),
    fc.tuple(field, fc.constantFrom(...OTHER_OPERATORS), value),
    fc.tuple(field, fc.constantFrom(...LIST_OPERATORS), list),
  );
  const either = fc.array(comparison, { minLength: 1, maxLength: 2 }).map((or) => ({ or }));
  return fc.oneof({ weight: 3, arbitrary: comparison }, { weight: 1, arbitrary: either });
}

/** Nothing, or an order and where in it to begin and to end. */
function orderOf(guesses: Guesses): fc.Arbitrary<object> {
  const { ids, values } = guesses;
  const field = fc.oneof(fc.constant("__name__"), fieldOf(guesses));
  const position = fc.constantFrom(...ids, ...values).map((value) => [value]);
  const ordered = fc
    .tuple(
      fc.tuple(field, fc.constantFrom("asc", "desc")),
      rarely({ startAt: position, endBefore: position }),
    )
    .map(([order, positions]) => ({ orderBy: [order], ...positions }));
  return fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: ordered });
}

function readsOf(guesses: Guesses) {
  const { collection, ids } = guesses;
  const path = fc.constantFrom(...ids).map((id) => `${collection}/${id}`);
  const field = fieldOf(guesses);
  const where = fc.array(filterOf(guesses), { maxLength: 2 });
  const limit = fc.integer({ min: 1, max: 3 });
  const place = fc.oneof(
    { weight: 4, arbitrary: fc.constant<object>({ collection }) },
    { weight: 1, arbitrary: fc.constant({ collectionGroup: collection.split("/").at(-1) }) },
  );
  const some = fc.array(field, { minLength: 1, maxLength: 2 });
  const query = fc
    .tuple(place, rarely({ where, limit, select: some }), orderOf(guesses), fc.boolean())
    .map(([at, rest, order, isNext]): Request => {
      return ({ cursor }) => ({ ...at, ...rest, ...order, ...(isNext && cursor && { cursor }) });
    });
  const more = rarely({
    s: field.map((sum) => ({ sum })),
    a: field.map((average) => ({ average })),
  });
  return {
    get: fc.tuple(path, rarely({ fields: some })).map(([at, rest]) => known({ path: at, ...rest })),
    getAll: fc.array(path, { minLength: 1, maxLength: 4 }).map((paths) => known({ paths })),
    query,
    aggregate: fc
      .tuple(place, rarely({ where, limit }), orderOf(guesses), more)
      .map(([at, rest, order, named]) => {
        return known({ ...at, ...rest, ...order, aggregates: { n: COUNT, ...named } });
      }),
  };
}

const COUNT = { count: true };

function dataOf(guesses: Guesses): fc.Arbitrary<object> {
  const transforms = [
    { $increment: 1 },
    { $minimum: 2 },
    { $maximum: 2 },
    { $serverTimestamp: true },
    { $delete: true },
    { $arrayUnion: ["x"] },
  ];
  const content = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...guesses.values) },
    { weight: 1, arbitrary: fc.constantFrom<unknown>(...transforms) },
  );
  return fc.oneof(
    fc.constantFrom({}, ...guesses.documents),
    fc.tuple(fieldOf(guesses), content).map(([field, value]) => ({ [field]: value })),
    fc.dictionary(fieldOf(guesses), content, { maxKeys: 3, noNullPrototype: true }),
  );
}

function writesOf(guesses: Guesses) {
  const { collection, ids, times } = guesses;
  const id = fc.constantFrom(...ids);
  const path = id.map((name) => `${collection}/${name}`);
  const data = dataOf(guesses);
  const some = fc.array(fieldOf(guesses), { minLength: 1, maxLength: 2 });
  const merge = rarely({ merge: fc.oneof(fc.constant(true), some) });
  const sinceTime = fc.constantFrom(undefined, ...times).map((guess): Request => {
    return ({ updateTime }) => ({ ifUpdateTime: guess ?? updateTime ?? times[0] });
  });
  const under = (parts: fc.Arbitrary<object>, ...conditions: object[]) =>
    fc
      .tuple(parts, fc.oneof(fc.constantFrom(...conditions).map(known), sinceTime))
      .map(([request, terms]): Request => {
        return (seen) => ({ ...request, ...terms(seen) });
      });
  const written = fc.tuple(path, data).map(([at, what]) => ({ path: at, data: what }));
  const set = fc.tuple(written, merge).map(([what, how]) => ({ ...what, ...how }));
  const bare = path.map((at) => ({ path: at }));
  const op = (name: string, requests: fc.Arbitrary<Request>) =>
    requests.map((request): Request => (seen) => ({ op: name, ...request(seen) }));
  return {
    create: fc
      .tuple(data, rarely({ id }))
      .map(([what, rest]) => known({ collection, data: what, ...rest })),
    set: set.map(known),
    update: under(written, {}),
    delete: under(bare, {}, { ifExists: true }),
    any: fc.oneof(
      op("create", written.map(known)),
      op("set", under(set, {}, { ifExists: true }, { ifExists: false })),
      op("update", under(written, {}, { ifExists: true })),
      op("delete", under(bare, {}, { ifExists: true })),
      op("verify", under(bare, { ifExists: true }, { ifExists: false })),
    ),
  };
}
