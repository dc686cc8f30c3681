import type { Node } from "oxc-parser";
import { distinct, type EvaluationScope, type PossibleValue } from "../value/possible-value.ts";
import { elementAt } from "./elements.ts";
import type { Evaluation } from "./evaluation.ts";
import { keyName } from "./name-of.ts";

/** A pattern that takes values apart, and what it is given. */
export interface Destructuring {
  readonly evaluation: Evaluation;
  readonly scope: EvaluationScope;
  readonly root: Node;
  readonly values: () => readonly PossibleValue[];
}

/** What a name in a pattern receives of the values that the whole pattern is given. */
export function patternValues(pattern: Destructuring, name: Node): readonly PossibleValue[] {
  if (name === pattern.root) return pattern.values();
  const { evaluation, scope } = pattern;
  const parent = scope.file.parents.get(name);
  if (parent === undefined) return [];
  switch (parent.type) {
    case "Property": {
      const object = scope.file.parents.get(parent);
      const key = keyName(parent.key, parent.computed);
      if (object === undefined || key === undefined) return [];
      const values = patternValues(pattern, object);
      return distinct(values.flatMap((value) => evaluation.member(value, key)));
    }
    case "ArrayPattern": {
      const index = parent.elements.findIndex((element) => element === name);
      return elementAt(patternValues(pattern, parent), index);
    }
    case "AssignmentPattern": {
      const values = patternValues(pattern, parent);
      return distinct([...values, ...evaluation.evaluate(parent.right, scope)]);
    }
    case "RestElement":
      if (parent === pattern.root) return pattern.values();
      return patternValues(pattern, scope.file.parents.get(parent) ?? pattern.root);
    case "TSParameterProperty":
      return parent === pattern.root ? pattern.values() : [];
    default:
      return [];
  }
}
