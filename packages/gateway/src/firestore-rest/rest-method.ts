import type { Plan } from "../authorize/plan.ts";
import type { MethodSteps } from "../pipeline/method.ts";

/**
 * What a method of Firestore's REST API does. Its answer is what the body says; of one whose answer
 * is an array, what is left of that to say.
 */
export type RestMethod<Asked = unknown, Allowed extends Plan = Plan> = MethodSteps<Asked, Allowed>;
