import type { CallableName } from "../../gateway/src/api/api.ts";
import type { CallOptions } from "./call-options.ts";
import type { CallKind } from "./retry.ts";

/** Sends what is in its wire form already. */
export type Send = (
  name: CallableName,
  request: object,
  options: CallOptions & { readonly kind: CallKind },
) => Promise<unknown>;
