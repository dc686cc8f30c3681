import type { LoadedUsage } from "../usage/load-usage.ts";
import { Moment } from "./moment.tsx";

/** Says what a view does not show. */
export function CutNote({ usage }: { readonly usage: LoadedUsage }) {
  const last = usage.windows.at(-1);
  if (last === undefined) return <p class="quiet">No calls in this time.</p>;
  if (!usage.isCut) return null;
  return (
    <p class="quiet">
      There is more than this page reads at once: these are the first of it, up to{" "}
      <Moment at={last.at} />. Take a shorter time.
    </p>
  );
}
