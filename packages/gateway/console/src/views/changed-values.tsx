import type { Response } from "../../../src/api/api.ts";

export type AuditedChange = Response<"listChanges">["changes"][number];

/** Which fields a change was of, and what they had and have, where versions are kept and may be read. */
export function ChangedValues({ change }: { readonly change: AuditedChange }) {
  const { fields = [], moreFields, values } = change;
  const names = `${fields.join(", ")}${moreFields === true ? ", …" : ""}`;
  if (values === undefined || values.length === 0) return <>{names}</>;
  return (
    <details>
      <summary>{names}</summary>
      {values.map(({ field, before, after }) => (
        <div key={field}>
          {field}: <code>{valueText(before)}</code> → <code>{valueText(after)}</code>
        </div>
      ))}
    </details>
  );
}

function valueText(value: unknown): string {
  return value === undefined ? "none" : JSON.stringify(value);
}
