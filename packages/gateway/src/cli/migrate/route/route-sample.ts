/** A service before it moves, and files of it afterwards. */
export interface RouteSample {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  /** Files that are changed or made; all others stay. */
  readonly after: Readonly<Record<string, string>>;
  /** What is left, as `file:line reason`. */
  readonly left?: readonly RegExp[];
  readonly options?: readonly string[];
  /** Whether it has a line that firebase-admin since its version 14 has no types for. */
  readonly isOld?: boolean;
}
