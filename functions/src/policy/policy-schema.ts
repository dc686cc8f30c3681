import { z } from "zod";
import { operator } from "../contract/api.ts";
import type { Value } from "../contract/value.ts";
import type { Policy } from "./policy.ts";

const text = z.string().min(1, "needs a name");
const fieldPath = z.array(z.string()).min(1);
const passes = z.custom<() => boolean>((value) => typeof value === "function", "needs a function");
const policies = z.array(z.lazy(() => policySchema)).min(1, "holds no policy");
