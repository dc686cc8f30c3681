import type { CallableName, Request, Response } from "../api/api.ts";
import type { Plan } from "../authorize/plan.ts";
import type { Callable } from "../callables/callable.ts";
import { parse } from "../request/parse.ts";
import type { Method } from "./method.ts";

/** A callable as the pipeline takes it: its request as its schema gives it, its answer with the usage. */
export function callableMethod<Name extends CallableName, Allowed extends Plan>(
  callable: Callable<Name, Allowed>,
): Method<Request<Name>, Allowed, Response<Name>> {
  const { name, answersExhausted } = callable;
  return {
    name,
    ...(answersExhausted && { answersExhausted }),
    parse: (data) => parse(name, data),
    plan: (request, authorize) => callable.plan(request, authorize),
    execute: async (plan, context, charge) => {
      const result = await callable.execute(plan, context, charge);
      return { ...result, usage: context.call.usage } as Response<Name>;
    },
  };
}
