/** Firestore's own comparison operators. */
export const OPERATORS = [
  "==",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "in",
  "not-in",
  "array-contains",
  "array-contains-any",
] as const;

export type Operator = (typeof OPERATORS)[number];
