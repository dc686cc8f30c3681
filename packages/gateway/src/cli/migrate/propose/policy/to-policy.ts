import {
  allOf,
  anyOf,
  anyone,
  callerCheck,
  documentCheck,
  nobody,
  stored,
  writeCheck,
  written,
  type Policy,
} from "../../../../policy/policy.ts";
import { isEverybody, isNobody, type ProposedPolicy } from "./proposed-policy.ts";

/** The policy, with functions that allow nothing: to see whether it can stand where it is to. */
export function toPolicy(proposed: ProposedPolicy): Policy {
  if (isEverybody(proposed)) return anyone();
  if (isNobody(proposed)) return nobody();
  switch (proposed.kind) {
    case "data":
      return proposed.policy;
    case "check":
      return CHECKS[proposed.subject](proposed.code, () => false);
    case "side":
      return (proposed.side === "stored" ? stored : written)(toPolicy(proposed.of));
    case "all":
      return allOf(...proposed.parts.map(toPolicy));
    case "any":
      return anyOf(...proposed.parts.map(toPolicy));
    case "leftOut":
      return nobody();
  }
}

const CHECKS = { caller: callerCheck, document: documentCheck, write: writeCheck } as const;
