import fc from "fast-check";
import { inventoryOf } from "./inventory.fixture.ts";

const segment = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/);
/** A collection's path: an odd number of segments. */
const path = fc
  .tuple(segment, fc.array(fc.tuple(segment, segment), { maxLength: 2 }))
  .map(([first, rest]) => [first, ...rest.flat()]);

/** Ways to write an expression whose value is a path. */
const WAYS: readonly ((segments: readonly string[]) => string)[] = [
  (segments) => JSON.stringify(segments.join("/")),
  (segments) => segments.map((one) => JSON.stringify(one)).join(` + "/" + `),
  (segments) => `\`${segments.map((one) => `\${${JSON.stringify(one)}}`).join("/")}\``,
  (segments) => `${JSON.stringify(segments)}.join("/")`,
  (segments) => segments.map((one) => JSON.stringify(one)).join(", "),
  (segments) => `((...parts) => parts.join("/"))(...${JSON.stringify(segments)})`,
  (segments) => `Object.freeze({ path: ${JSON.stringify(segments.join("/"))} }).path`,
];

const HEAD = `import { collection, doc, getDocs, getFirestore, setDoc } from "firebase/firestore";
const db = getFirestore();\n`;

describe("a collection's path", () => {
  it("is found however it is put together", () => {
    fc.assert(
      fc.property(path, fc.constantFrom(...WAYS), (segments, write) => {
        const { accesses } = inventoryOf({
          "a.js": `${HEAD}getDocs(collection(db, ${write(segments)}));`,
        });
        expect(accesses.map(({ collection, unknown }) => ({ collection, unknown }))).toEqual([
          { collection: segments.join("/"), unknown: undefined },
        ]);
      }),
      { numRuns: 60 },
    );
  });

  it("is the same through a function, a class, or another file", () => {
    fc.assert(
      fc.property(path, (segments) => {
        const text = JSON.stringify(segments.join("/"));
        const { accesses } = inventoryOf({
          "paths.js": `export const PATH = ${text};\nexport const at = (path) => path;`,
          "a.js": `${HEAD}import { PATH, at } from "./paths.js";
const through = (path) => collection(db, path);
class Store { constructor(path) { this.path = path; } get all() { return collection(db, this.path); } }
getDocs(through(PATH));
getDocs(collection(db, at(PATH)));
getDocs(new Store(${text}).all);`,
        });
        const found = accesses.map(({ collection }) => collection);
        expect(found).toEqual([segments, segments, segments].map((one) => one.join("/")));
      }),
      { numRuns: 30 },
    );
  });

  it("what varies is named, and never taken for a collection that is known", () => {
    fc.assert(
      fc.property(segment, (name) => {
        const variable = `v_${name.replaceAll("-", "_")}`;
        const { accesses } = inventoryOf({
          "a.js": `${HEAD}export const a = (${variable}) => setDoc(doc(db, "users", ${variable}, "notes", "1"), {});
export const b = (${variable}) => getDocs(collection(db, ${variable}));`,
        });
        expect(accesses.map(({ collection }) => collection)).toEqual([
          `users/{${variable}}/notes`,
          `{${variable}}`,
        ]);
        expect(accesses.map(({ unknown }) => unknown !== undefined)).toEqual([false, true]);
      }),
      { numRuns: 20 },
    );
  });
});
