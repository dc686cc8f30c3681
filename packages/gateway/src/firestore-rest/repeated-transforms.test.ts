import { anyData, anyone, collection } from "../index.ts";
import { memoryGateway } from "../testing/memory-gateway.ts";
import { MEMORY_ROOT as ROOT } from "../testing/memory-rest.ts";
import type { Fields } from "../values/value.ts";

const rows = collection("rows", { schema: anyData(), access: { read: anyone(), write: anyone() } });
const integer = (value: number) => ({ integerValue: String(value) });
const fieldTransforms = [
  { fieldPath: "n", increment: integer(2) },
  { fieldPath: "n", maximum: integer(10) },
  { fieldPath: "at", setToServerValue: "REQUEST_TIME" },
  { fieldPath: "n", increment: integer(1) },
];

test("several transforms of a field are applied in order and told each, and a replay is told what is stored", async () => {
  const gateway = memoryGateway({ collections: [rows] });
  await gateway.documents.setAll({ "rows/a": { n: 5 } });
  const send = () =>
    gateway.restAs({ uid: "ada" })(
      "POST",
      "documents:commit?requestId=6fa459ea-ee8a-4ca4-894e-db77e160355e",
      { writes: [{ transform: { document: `${ROOT}rows/a`, fieldTransforms } }] },
    );
  const first = await send();
  const timestampValue = expect.any(String) as string;
  const transformResults = [integer(7), integer(10), { timestampValue }, integer(11)];
  expect(first.body).toMatchObject({ writeResults: [{ transformResults }] });
  await gateway.documents.setAll({ "rows/a": { n: 0 } });
  const stored = [integer(0), integer(0), { timestampValue }, integer(0)];
  const { commitTime } = first.body as { commitTime: string };
  const writeResults = [{ updateTime: commitTime, transformResults: stored }];
  expect((await send()).body).toEqual({ commitTime, writeResults });
});

test("a time that another transform of its field follows is told, and told again", async () => {
  const gateway = memoryGateway({ collections: [rows] });
  const transforms = [
    { fieldPath: "at", setToServerValue: "REQUEST_TIME" },
    { fieldPath: "at", maximum: integer(1) },
  ];
  const send = () =>
    gateway.restAs({ uid: "ada" })(
      "POST",
      "documents:commit?requestId=6fa459ea-ee8a-4ca4-894e-db77e160355f",
      { writes: [{ update: { name: `${ROOT}rows/a`, fields: {} }, updateTransforms: transforms }] },
    );
  const first = await send();
  const timestampValue = expect.stringMatching(/\.\d{3}000Z$/) as string;
  const transformResults = [{ timestampValue }, integer(1)];
  expect(first.body).toMatchObject({ writeResults: [{ transformResults }] });
  expect((await send()).body).toEqual(first.body);
});

test("what is set in a field that is transformed afterwards makes a map of it, and is gone", async () => {
  const gateway = memoryGateway({ collections: [rows] });
  const commit = async (n: object, stored: Fields) => {
    await gateway.documents.setAll({ "rows/a": stored });
    const update = { name: `${ROOT}rows/a`, fields: { m: { mapValue: { fields: n } } } };
    const updateTransforms = [{ fieldPath: "m", increment: integer(1) }];
    const updateMask = { fieldPaths: ["m.n", "m.o"] };
    const { status } = await gateway.restAs({ uid: "ada" })("POST", "documents:commit", {
      writes: [{ update, updateMask, updateTransforms }],
    });
    expect(status).toBe(200);
    return gateway.documents.get("rows/a");
  };
  expect(await commit({ n: integer(7) }, { m: 5 })).toMatchObject({ m: 1 });
  expect(await commit({}, { m: 5 })).toMatchObject({ m: 6 });
  expect(await commit({}, { m: { n: 5 } })).toMatchObject({ m: 1 });
});

test("a transform within another's field is refused", async () => {
  const transforms = ["m", "m.n"].map((fieldPath) => ({ fieldPath, increment: integer(1) }));
  const { body } = await memoryGateway({ collections: [rows] }).restAs({ uid: "ada" })(
    "POST",
    "documents:commit",
    { writes: [{ transform: { document: `${ROOT}rows/a`, fieldTransforms: transforms } }] },
  );
  expect(body).toMatchObject({ error: { status: "INVALID_ARGUMENT" } });
});
