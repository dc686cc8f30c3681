import { Sparkline } from "./sparkline.tsx";

/** A number, its course, and where it leads to. */
export function Tile({
  name,
  value,
  note = "",
  trend,
  href,
}: {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
  readonly trend: readonly (number | null)[];
  readonly href: string;
}) {
  return (
    <a class="tile" href={href}>
      <span class="tile-name">{name}</span>
      <span class="tile-value">{value}</span>
      <Sparkline values={trend} />
      <span class="tile-note">{note}</span>
    </a>
  );
}
