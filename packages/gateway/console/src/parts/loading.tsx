import type { ComponentChildren } from "preact";
import { errorText } from "../error-text.ts";
import type { Loaded } from "./use-loaded.ts";

/** What was loaded, or a word of why it is not there. */
export function Loading<Value>({
  of,
  children,
}: {
  readonly of: Loaded<Value>;
  readonly children: (value: Value) => ComponentChildren;
}) {
  if (of.error !== undefined) {
    return (
      <p class="problem" role="alert">
        {errorText(of.error)} <button onClick={of.reload}>Try again</button>
      </p>
    );
  }
  if (of.value === undefined) return <p role="status">Loading …</p>;
  return <>{children(of.value)}</>;
}
