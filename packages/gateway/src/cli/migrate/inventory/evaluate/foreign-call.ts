import { mayBeFirestore } from "../sdk/sdk-module.ts";
import { distinct, type Argument, type PossibleValue } from "../value/possible-value.ts";
import { expand } from "./argument-values.ts";
import type { CallRequest, Evaluation } from "./evaluation.ts";
import { settledWith } from "./settled-with.ts";
import { notKnown } from "./text-of.ts";

/** A call of something that is no part of the project. */
export interface ForeignCall extends CallRequest {
  /** The module it comes from, if any. */
  readonly source: string | undefined;
}

/** React's and Vue's functions by their names; wrappers of functions give the function. */
export function foreignCall(
  evaluation: Evaluation,
  request: ForeignCall,
): readonly PossibleValue[] {
  const { args, name, source } = request;
  switch (name) {
    case "firestore":
    case "getFirestore":
    case "initializeFirestore":
    case "useFirestore":
      return source === undefined || mayBeFirestore(source) ? [{ kind: "database" }] : [];
    case "useMemo":
    case "computed":
    case "useComputed":
    case "createMemo":
      return cell(name, result(evaluation, request));
    case "useRef":
    case "ref":
    case "shallowRef":
    case "signal":
    case "observable":
      return [{ kind: "cell", values: first(evaluation, args) }];
    // The value itself, later or only where it differs.
    case "useDeferredValue":
    case "useMemoValue":
      return first(evaluation, args);
    case "useState":
      return [state(lazy(evaluation, request))];
    case "useContext":
    case "inject":
    case "get":
      return injected(evaluation, request);
    case "call":
    case "apply":
    case "fork":
      return source === undefined ? [] : effect(evaluation, request);
    default:
      return ofAtom(evaluation, request) ?? otherwise(evaluation, request);
  }
}

/** Jotai's and Recoil's functions. */
function ofAtom(
  evaluation: Evaluation,
  request: ForeignCall,
): readonly PossibleValue[] | undefined {
  switch (request.name) {
    case "atom":
      return cell(request.name, lazy(evaluation, request));
    case "useAtom":
    case "useRecoilState":
      return [state(injected(evaluation, request))];
    case "useAtomValue":
    case "useRecoilValue":
      return injected(evaluation, request);
    default:
      return undefined;
  }
}

function first(evaluation: Evaluation, args: readonly Argument[]): readonly PossibleValue[] {
  return expand(evaluation, args)[0] ?? [];
}

/** What the first argument gives when it is called. */
function result(evaluation: Evaluation, { args, scope }: ForeignCall): readonly PossibleValue[] {
  const [callback] = args;
  return callback === undefined ? [] : settledWith(evaluation, { awaited: [], callback, scope });
}

function cell(name: string, values: readonly PossibleValue[]): readonly PossibleValue[] {
  return name === "useMemo" ? values : [{ kind: "cell", values }];
}

function lazy(evaluation: Evaluation, request: ForeignCall): readonly PossibleValue[] {
  const values = first(evaluation, request.args);
  const made = values.some(({ kind }) => kind === "function") ? result(evaluation, request) : [];
  return [...values.filter(({ kind }) => kind !== "function"), ...made];
}

function state(values: readonly PossibleValue[]): PossibleValue {
  const unknown: PossibleValue = { kind: "unknown", name: "state", reason: notKnown("state") };
  // A text is only what the state starts from.
  const isOpen = values.every(({ kind }) => kind === "text");
  const any = isOpen ? [...values, unknown] : values;
  return { kind: "list", items: [any, []], any };
}

/** What a context was created with and its providers hold; what a class injects. */
function injected(evaluation: Evaluation, request: ForeignCall): readonly PossibleValue[] {
  const token = first(evaluation, request.args);
  const values = token.flatMap((value): readonly PossibleValue[] => {
    if (value.kind === "class") return [{ kind: "instance", of: value, args: undefined }];
    if (value.kind === "sdkFunction" && value.name.endsWith("Firestore"))
      return [{ kind: "database" }];
    return value.kind === "cell" ? value.values : [];
  });
  if (values.length > 0) return distinct(values);
  const { name } = request;
  return [{ kind: "unknown", name, reason: notKnown(name) }];
}

/** redux-saga's `call(fn, …args)` and `call([object, method], …args)`. */
function effect(
  evaluation: Evaluation,
  { args, scope, name }: ForeignCall,
): readonly PossibleValue[] {
  const [target, ...rest] = args;
  if (target === undefined) return [];
  const callees = first(evaluation, [target]).flatMap((value) =>
    value.kind === "list" ? (value.items?.[1] ?? []) : [value],
  );
  return distinct(
    callees.flatMap((callee) => evaluation.call({ callee, args: rest, scope, name })),
  );
}

/** `memo(Component)`, `useCallback(fn)`, `onCall(handler)`: the function can be called by its name. */
function otherwise(evaluation: Evaluation, request: ForeignCall): readonly PossibleValue[] {
  const { args, source, name } = request;
  const given = expand(evaluation, args).flat();
  const functions = given.filter(({ kind }) => kind === "function" || kind === "class");
  if (functions.length > 0) return functions;
  return source === undefined
    ? [{ kind: "unknown", name, reason: notKnown(name) }]
    : [{ kind: "foreign", source }];
}
