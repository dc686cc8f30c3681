/** A number, and where it leads to. */
export function Tile({
  name,
  value,
  note,
  href,
}: {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
  readonly href: string;
}) {
  return (
    <a class="tile" href={href}>
      <span class="tile-name">{name}</span>
      <span class="tile-value">{value}</span>
      {note !== undefined && <span class="quiet">{note}</span>}
    </a>
  );
}
