import type { Response } from "../contract/api.ts";
import type { QuotaOverride } from "../quota/quota-overrides.ts";

/** An override as admins get it. */
export function toOverride({
  caller,
  setting,
  setAt,
}: QuotaOverride): Response<"setQuota">["override"] {
  return { caller, quota: { ...setting }, setAt };
}
