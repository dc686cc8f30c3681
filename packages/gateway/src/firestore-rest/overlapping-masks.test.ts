import { anyData, anyone, collection } from "../index.ts";
import { memoryGateway } from "../testing/memory-gateway.ts";
import { MEMORY_ROOT as ROOT } from "../testing/memory-rest.ts";

const rows = collection("rows", { schema: anyData(), access: { read: anyone(), write: anyone() } });
const text = (stringValue: string) => ({ stringValue });
const FIELDS = { owner: { mapValue: { fields: { name: text("Ada") } } }, other: text("left out") };
const PATHS = ["owner.name", "owner", "owner", "gone.deep", "gone"];

type Sent = readonly [method: "PATCH" | "POST", path: string, body: object];

const inCommit = (currentDocument?: object): Sent => [
  "POST",
  "documents:commit",
  {
    writes: [
      {
        update: { name: `${ROOT}rows/a`, fields: FIELDS },
        updateMask: { fieldPaths: PATHS },
        ...(currentDocument && { currentDocument }),
      },
    ],
  },
];
const mask = PATHS.map((path) => `updateMask.fieldPaths=${path}`).join("&");

test.each<[string, Sent]>([
  ["of a set", inCommit()],
  ["of an update", inCommit({ exists: true })],
  ["of a patch", ["PATCH", `documents/rows/a?${mask}`, { fields: FIELDS }]],
])(
  "a mask %s may have a field and what lies within it: the field is written whole",
  async (_, sent) => {
    const gateway = memoryGateway({ collections: [rows] });
    await gateway.documents.setAll({
      "rows/a": { owner: { name: "Bob", mail: "b" }, gone: { deep: 1, more: 2 }, kept: 1 },
    });
    const { status } = await gateway.restAs({ uid: "ada" })(...sent);
    expect(status).toBe(200);
    expect(await gateway.documents.list()).toEqual({
      "rows/a": { owner: { name: "Ada" }, kept: 1 },
    });
  },
);
