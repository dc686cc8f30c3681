export { shadowService, type ShadowServiceOptions } from "./shadow-service.ts";
export type { Shadow } from "../core/shadow-options.ts";
export type { ShadowDifference, ShadowReport } from "../../../../gateway/src/api/shadow-report.ts";
