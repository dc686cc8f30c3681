import { whole } from "../format.ts";

/** A number, and where it leads to: what it is made of. What is 0 is made of nothing. */
export function Figure({
  value,
  text = whole(value),
  href,
}: {
  readonly value: number;
  readonly text?: string;
  readonly href: string;
}) {
  if (value === 0) return <span class="quiet">{text}</span>;
  return (
    <a class="figure" href={href}>
      {text}
    </a>
  );
}
