import type { LoadedUsage } from "../usage/load-usage.ts";

/** Says what a view does not show. */
export function CutNote({ usage }: { readonly usage: LoadedUsage }) {
  if (usage.windows.length === 0) return <p class="quiet">No calls in this time.</p>;
  if (!usage.isCut) return null;
  return (
    <p class="quiet">
      There is more than this page reads at once: these are the first of it, up to{" "}
      {new Date(usage.windows.at(-1)?.at ?? 0).toLocaleString()}. Take a shorter time.
    </p>
  );
}
