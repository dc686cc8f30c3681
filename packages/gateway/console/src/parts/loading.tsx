import type { ComponentChildren } from "preact";
import { errorText } from "../error-text.ts";
import { Moment } from "./moment.tsx";
import type { Loaded } from "./use-loaded.ts";

/** What was loaded last, and a word of why nothing newer is there. */
export function Loading<Value>({
  of,
  children,
}: {
  readonly of: Loaded<Value>;
  readonly children: (value: Value) => ComponentChildren;
}) {
  const { error, value, loadedAt } = of;
  return (
    <>
      {error !== undefined && (
        <p class="problem" role="alert">
          {errorText(error)}{" "}
          {loadedAt !== undefined && (
            <>
              What is below is of <Moment at={loadedAt} />.{" "}
            </>
          )}
          <button onClick={of.reload}>Try again</button>
        </p>
      )}
      {value !== undefined && children(value)}
      {value === undefined && error === undefined && <p role="status">Loading …</p>}
    </>
  );
}
