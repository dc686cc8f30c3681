import {
  argumentsIdentity,
  type FrameAnswers,
  type Argument,
  identity,
  numberOf,
  type CallFrame,
  type PossibleValue,
} from "../value/possible-value.ts";

/** Nothing found yet. */
export function emptyAnswers(): FrameAnswers {
  return { values: new Map(), open: new Map() };
}

/** What makes a frame. */
export type FrameRequest = Omit<CallFrame, "answers" | "depth">;

/**
 * So many entries deep a call is told from others of the same function. Beyond, a function's
 * parameters are what any call gives, which keeps recursion and long chains finite.
 */
const MAX_DEPTH = 3;

/** Makes frames: the same one for the same entry, so that what was found in it is remembered. */
export function createFrames(): (request: FrameRequest) => CallFrame {
  const known = new Map<string, CallFrame>();
  return (request) => {
    const depth = depthOf(request);
    const { thisValues } = request;
    const entry =
      depth <= MAX_DEPTH
        ? request
        : { ...request, args: undefined, thisValues: thisValues?.map(withoutArguments) };
    const key = keyOf(entry);
    const found = known.get(key);
    if (found !== undefined) return found;
    const frame = { ...entry, depth, answers: emptyAnswers() };
    known.set(key, frame);
    return frame;
  };
}

function depthOf({ args, thisValues, outer }: FrameRequest): number {
  let depth = outer?.depth ?? 0;
  for (const argument of args ?? []) depth = Math.max(depth, argumentDepth(argument));
  for (const value of thisValues ?? []) depth = Math.max(depth, valueDepth(value));
  return depth + 1;
}

function argumentDepth(argument: Argument): number {
  if ("values" in argument) return Math.max(0, ...argument.values.map(valueDepth));
  return argument.scope.frame?.depth ?? 0;
}

function valueDepth(value: PossibleValue): number {
  if (value.kind === "instance") return Math.max(0, ...(value.args ?? []).map(argumentDepth));
  if (value.kind === "function") return value.frame?.depth ?? 0;
  return value.kind === "object" ? (value.scope.frame?.depth ?? 0) : 0;
}

function withoutArguments(value: PossibleValue): PossibleValue {
  return value.kind === "instance" ? { ...value, args: undefined } : value;
}

function keyOf({ fn, args, thisValues, outer }: FrameRequest): string {
  const receivers = thisValues === undefined ? "any" : valuesKey(thisValues);
  return `${numberOf(fn)} ${numberOf(outer)} ${receivers} ${argumentsIdentity(args)}`;
}

function valuesKey(values: readonly PossibleValue[]): string {
  return values.map(identity).join("|");
}
