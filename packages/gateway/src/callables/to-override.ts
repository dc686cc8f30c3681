import type { Response } from "../api/api.ts";
import type { QuotaOverride } from "../quota/quota-overrides.ts";

/** An override as admins get it. */
export function toOverride({
  setting,
  ...override
}: QuotaOverride): Response<"setQuota">["override"] {
  return { ...override, quota: { ...setting } };
}
