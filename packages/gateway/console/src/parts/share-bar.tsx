import { percent } from "../format.ts";
import { Figure } from "./figure.tsx";

/** A share of a whole, from 0 to 1, as a bar and a number, and where it leads to. */
export function ShareBar({ share, href }: { readonly share: number; readonly href: string }) {
  return (
    <span class="share">
      <span class="share-bar" aria-hidden="true">
        <span style={{ width: `${String(Math.min(1, share) * 100)}%` }} />
      </span>
      <Figure value={share} text={percent(share)} href={href} />
    </span>
  );
}
