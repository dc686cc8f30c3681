import fc from "fast-check";
import type { JsonFields, JsonValue } from "../documents/firestore-json.ts";
import { MEMORY_ROOT as ROOT } from "../testing/memory-rest.ts";
import type { QueuedTransform, QueuedWrite } from "./sdk-cache.fixture.ts";

/** Anybody's, such of which the policy needs the stored document, and one that nobody may write. */
export const QUEUED_PATHS = ["rows/a", "rows/b", "owned/a"] as const;
const FORBIDDEN = "laws/one";

const integer = (value: number): JsonValue => ({ integerValue: String(value) });
const small = fc.integer({ min: 0, max: 3 });

const transform: fc.Arbitrary<QueuedTransform> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ fieldPath: "n", increment: integer(1) }) },
  small.map((by) => ({ fieldPath: "n", increment: integer(by) })),
  small.map((operand) => ({ fieldPath: "m", maximum: integer(operand) })),
  small.map((one) => ({ fieldPath: "l", appendMissingElements: { values: [integer(one)] } })),
);
const transforms = fc.uniqueArray(transform, {
  minLength: 1,
  maxLength: 2,
  selector: ({ fieldPath }) => fieldPath,
});

/** The owner is said by each, so that what one batch leaves the next may write. */
const fields = fc
  .record({ n: small.map(integer), t: small.map(integer) }, { requiredKeys: [] })
  .map((some): JsonFields => ({ ...some, by: { stringValue: "ada" } }));

const EXISTS = { currentDocument: { exists: true } };

function writeOf(name: string): fc.Arbitrary<QueuedWrite> {
  const clicks = transforms.map((updateTransforms) => ({
    update: { name, fields: {} },
    updateMask: { fieldPaths: [] },
    updateTransforms,
  }));
  const sets = fields.map((some) => ({ update: { name, fields: some } }));
  const merges = fc
    .tuple(fields, fc.subarray(["n", "t"]), fc.option(transforms, { nil: [] }))
    .map(([some, fieldPaths, updateTransforms]) => ({
      update: { name, fields: some },
      updateMask: { fieldPaths: [...fieldPaths, "by"] },
      updateTransforms,
    }));
  const deletes = fc.constant({ delete: name });
  return fc.oneof(
    { weight: 6, arbitrary: clicks },
    { weight: 2, arbitrary: clicks.map((write) => ({ ...write, ...EXISTS })) },
    { weight: 2, arbitrary: sets },
    {
      weight: 1,
      arbitrary: sets.map((write) => ({ ...write, currentDocument: { exists: false } })),
    },
    { weight: 2, arbitrary: merges },
    { weight: 2, arbitrary: merges.map((write) => ({ ...write, ...EXISTS })) },
    { weight: 2, arbitrary: deletes },
    { weight: 1, arbitrary: deletes.map((write) => ({ ...write, ...EXISTS })) },
  );
}

const path = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...QUEUED_PATHS) },
  { weight: 1, arbitrary: fc.constant(FORBIDDEN) },
);

const click: QueuedWrite = {
  update: { name: `${ROOT}rows/a`, fields: {} },
  updateMask: { fieldPaths: [] },
  updateTransforms: [{ fieldPath: "n", increment: integer(1) }],
};

/** The writes of one batch: clicks, several of one document, and of several, some that are refused. */
const batch = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom([click], [{ ...click, ...EXISTS }], [click, click]) },
  path.chain((one) => fc.array(writeOf(ROOT + one), { minLength: 1, maxLength: 3 })),
  fc.array(
    path.chain((one) => writeOf(ROOT + one)),
    { minLength: 1, maxLength: 4 },
  ),
);

/** Batches as an app may queue them while it is offline, many of them clicks on one document. */
export const queuedBatches = fc.array(batch, { minLength: 1, maxLength: 14 });
