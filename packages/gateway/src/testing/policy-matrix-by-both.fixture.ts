import type { CallableName } from "../api/api.ts";
import type { Reason } from "../errors/error.ts";
import { GatewayError } from "../errors/error.ts";
import { restRequestOf } from "../firestore-rest/rest-request-of.fixture.ts";
import { CallError } from "./call-error.ts";
import type { Who } from "./memory-caller.ts";
import type { MemoryGateway } from "./memory-gateway.ts";
import { MEMORY_ROOT as ROOT, type RestAnswer } from "./memory-rest.ts";
import {
  matrixOf,
  policyMatrix,
  type PolicyMatrix,
  type PolicyMatrixOptions,
} from "./policy-matrix.ts";
import type { TryingCaller } from "./try-operation.ts";

/**
 * The policy matrix, which is the same by callables and by Firestore's REST API.
 *
 * @throws Error where it is not
 */
export async function policyMatrixByBoth<Path extends string, Name extends string>(
  options: PolicyMatrixOptions<Path, Name>,
): Promise<PolicyMatrix<Path, Name>> {
  const matrix = await policyMatrix(options);
  expect(await matrixOf(options, restCaller)).toEqual(matrix);
  return matrix;
}

/** A caller whose requests go by Firestore's REST API; of its answers, whether and what is found. */
function restCaller(gateway: MemoryGateway, who: Who | null): TryingCaller {
  const call =
    (callable: CallableName) =>
    async (request: object): Promise<never> => {
      const rest = restRequestOf(callable, request);
      if (rest === undefined) throw new Error(`${callable}: ${JSON.stringify(request)}`);
      const answer = await gateway.restAs(who)(...rest);
      return { documents: foundIn(answer), usage: answer.usage } as never;
    };
  return {
    getDocument: call("getDocument"),
    queryDocuments: call("queryDocuments"),
    createDocument: call("createDocument"),
    updateDocument: call("updateDocument"),
    deleteDocument: call("deleteDocument"),
  };
}

interface Part {
  readonly document?: { readonly name: string };
  readonly error?: {
    readonly message: string;
    readonly details: readonly [{ readonly reason: Reason }];
  };
}

/** The documents of a query. @throws CallError */
function foundIn({ body, usage }: RestAnswer): readonly { readonly path: string }[] {
  const parts = (Array.isArray(body) ? body : [body]) as readonly Part[];
  const [{ error }] = parts as [Part];
  if (error !== undefined) {
    const [{ reason }] = error.details;
    throw new CallError(new GatewayError(reason, error.message), usage);
  }
  return parts.flatMap(({ document }) => {
    return document === undefined ? [] : [{ path: document.name.slice(ROOT.length) }];
  });
}
