import { percent } from "../format.ts";

/** A share of a whole, from 0 to 1, as a number and a bar. */
export function ShareBar({ share }: { readonly share: number }) {
  return (
    <span class="share">
      <span class="share-bar" aria-hidden="true">
        <span style={{ width: `${String(share * 100)}%` }} />
      </span>
      {percent(share)}
    </span>
  );
}
