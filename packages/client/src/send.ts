import type { CallableName } from "../../gateway/src/api/api.ts";
import type { CallOptions } from "./call-options.ts";

/** What a call may be sent again for: a read always, a write with a requestId, a command never. */
export type CallKind = "read" | "write" | "command";

/** Sends what is in its wire form already. */
export type Send = (
  name: CallableName,
  request: object,
  options: CallOptions & { readonly kind: CallKind },
) => Promise<unknown>;
