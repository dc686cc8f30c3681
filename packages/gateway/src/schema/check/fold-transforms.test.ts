import type { Change } from "../../wire/wire-changes.ts";
import { foldedChanges, foldIntoChanges, foldIntoFields } from "./fold-transforms.ts";
import { problemsOf, valueOf } from "./checked-write.fixture.ts";

const TIME = { $serverTimestamp: true };

function change(path: string, value: Change["value"]): Change {
  return { path: path.split("."), value };
}

test("in fields made anew a transform is what it comes to, and the server's time stays one", () => {
  const transforms = [
    change("n", { $increment: 2 }),
    change("l", { $arrayUnion: [1, 2] }),
    change("m.low", { $minimum: 3 }),
    change("m.high", { $maximum: 3 }),
    change("m.when", TIME),
  ];
  expect(foldIntoFields({ n: 5, l: [1], m: { low: 1, high: 1 } }, transforms)).toEqual({
    n: 7,
    l: [1, 2],
    m: { low: 1, high: 3, when: TIME },
  });
});

test("a transform below a field that is set is applied to what is set there", () => {
  const changes = [change("deep", { n: 5, x: 1 }), change("gone", { $delete: true })];
  const transforms = [
    change("deep.when", TIME),
    change("deep.n", { $increment: 2 }),
    change("gone.n", { $increment: 2 }),
    change("other", { $increment: 1 }),
  ];
  expect(valueOf(foldIntoChanges(changes, transforms))).toEqual([
    change("deep", { n: 7, x: 1, when: TIME }),
    change("gone", { n: 2 }),
    change("other", { $increment: 1 }),
  ]);
});

test("a field that is set, and transformed as a whole, is what the transform makes of the new value", () => {
  const fold = (value: Change["value"]) =>
    valueOf(foldIntoChanges([change("n", value)], [change("n", { $increment: 2 })]));
  expect(fold(5)).toEqual([change("n", 7)]);
  expect(fold({ $delete: true })).toEqual([change("n", 2)]);
});

test("transforms of one field are applied in their order, and the last decides whether it is a time", () => {
  const twice = [change("n", { $increment: 2 }), change("n", { $maximum: 10 })];
  const times = [change("at", { $increment: 2 }), change("at", TIME)];
  const numbers = [change("x", TIME), change("x", { $increment: 2 })];
  const all = [...twice, ...times, ...numbers];
  const folded = { n: 10, at: TIME, x: 2 };
  expect(foldIntoFields({ n: 5 }, all)).toEqual(folded);
  expect(foldedChanges([change("n", 5), ...all])).toEqual(folded);
  expect(valueOf(foldIntoChanges([change("m", 1)], all))).toEqual([change("m", 1), ...all]);
});

test("a transform of what is around a changed field is refused", () => {
  const folded = foldIntoChanges([change("a.b", 1)], [change("a", { $increment: 2 })]);
  expect(problemsOf(folded)).toEqual([
    "a.b: can't be written together with a, of which it is a part",
  ]);
});
