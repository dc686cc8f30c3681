import fc from "fast-check";
import {
  anyPath,
  documentName,
  fields,
  maybe,
  message,
  number,
  oneOf,
  scalar,
  type Sent,
} from "./sent-values.arbitrary.ts";

/** The version that a document has by then, by its name. */
export const VERSION_OF = "{version of}";

const operands = fc.array(scalar, { maxLength: 2 }).map((values) => ({ values }));

const transform: fc.Arbitrary<Sent> = fc
  .tuple(
    anyPath,
    fc.oneof(
      oneOf("setToServerValue", "REQUEST_TIME", 1),
      number.map((increment) => ({ increment })),
      number.map((minimum) => ({ minimum })),
      number.map((maximum) => ({ maximum })),
      operands.map((appendMissingElements) => ({ appendMissingElements })),
      operands.map((removeAllFromArray) => ({ removeAllFromArray })),
    ),
  )
  .map(([fieldPath, what]) => ({ fieldPath, ...what }));

const transforms = fc.array(transform, { maxLength: 3 });

export const mask = fc.array(anyPath, { maxLength: 4 }).map((fieldPaths) => ({ fieldPaths }));

function conditionOf(name: string) {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(undefined, {}) },
    { weight: 1, arbitrary: oneOf("exists", true, false) },
    {
      weight: 1,
      arbitrary: oneOf("updateTime", VERSION_OF + name, "2020-01-01T00:00:00.000001Z"),
    },
  );
}

/** A write of any kind, with whatever may stand beside it. */
function writeOf(name: string): fc.Arbitrary<Sent> {
  const currentDocument = conditionOf(name);
  const update = message({ name: fc.constant(name), fields });
  const transformed = message({ document: fc.constant(name), fieldTransforms: transforms });
  return fc.oneof(
    {
      weight: 6,
      arbitrary: message({
        update,
        updateMask: maybe(mask),
        updateTransforms: maybe(transforms),
        currentDocument,
      }),
    },
    { weight: 2, arbitrary: message({ transform: transformed, currentDocument }) },
    { weight: 1, arbitrary: message({ delete: fc.constant(name), currentDocument }) },
    { weight: 1, arbitrary: message({ verify: fc.constant(name), currentDocument }) },
  );
}

const ofAnyDocuments = fc.array(documentName.chain(writeOf), { minLength: 1, maxLength: 4 });

/** Many of them can be in one commit: what deletes, and what writes whatever is stored. */
const ofOneDocument = documentName.chain((name) => {
  const plain = fc.oneof(
    message({ delete: fc.constant(name) }),
    message({ update: message({ name: fc.constant(name), fields }), updateMask: maybe(mask) }),
    message({ transform: message({ document: fc.constant(name), fieldTransforms: transforms }) }),
  );
  return fc.array(fc.oneof({ weight: 4, arbitrary: plain }, writeOf(name)), {
    minLength: 2,
    maxLength: 5,
  });
});

/** The writes of a request, often several of one document. */
export const writes = fc.oneof(
  { weight: 2, arbitrary: ofAnyDocuments },
  { weight: 1, arbitrary: ofOneDocument },
);
