import { encodeFields } from "../../packages/gateway/src/documents/codec.ts";
import { PROJECT } from "../../tools/emulators/start-emulators.ts";
import { documentPath } from "../rows.ts";
import { sampleDocument } from "../sample-document.ts";

/** A request of Firebase's lite SDK, as it sends it. */
export interface LiteRow {
  /** The function of the SDK. */
  readonly title: string;
  readonly verb: "batchGet" | "commit" | "runQuery";
  /** The request's body, of the document with that number. */
  readonly body: (number: number) => object;
}

/** What a database's documents are called, and where its methods are. */
export const DATABASE = `projects/${PROJECT}/databases/(default)/documents`;

const ROOT = `${DATABASE}/` as const;

const byName = { field: { fieldPath: "__name__" }, direction: "ASCENDING" };

export const LITE_ROWS: readonly [LiteRow, ...LiteRow[]] = [
  { title: "getDoc", verb: "batchGet", body: (number) => ({ documents: [nameOf(number)] }) },
  {
    title: "setDoc",
    verb: "commit",
    body: (number) => {
      const fields = encodeFields(sampleDocument(number), ROOT);
      return { writes: [{ update: { name: nameOf(number), fields } }] };
    },
  },
  {
    title: "getDocs of 50",
    verb: "runQuery",
    body: () => ({
      structuredQuery: { from: [{ collectionId: "open" }], orderBy: [byName], limit: 50 },
    }),
  },
];

function nameOf(number: number): string {
  return ROOT + documentPath("open", number);
}
