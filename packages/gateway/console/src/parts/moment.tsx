import { dateTime } from "../format.ts";

/** A time, in RFC 3339, as it is on this machine. */
export function Moment({ at }: { readonly at: string }) {
  return <time dateTime={at}>{dateTime(at)}</time>;
}
