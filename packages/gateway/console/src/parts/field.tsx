import type { ComponentChildren } from "preact";

/** A field of a form, with its name. */
export function Field({
  name,
  children,
}: {
  readonly name: string;
  readonly children: ComponentChildren;
}) {
  return (
    <label>
      <span>{name}</span>
      {children}
    </label>
  );
}

/** One of several values. */
export function Choice({
  name,
  label,
  values,
  chosen,
}: {
  readonly name: string;
  readonly label: string;
  /** What is shown for each, by value. */
  readonly values: Readonly<Record<string, string>>;
  readonly chosen: string;
}) {
  return (
    <Field name={label}>
      <select name={name}>
        {Object.entries(values).map(([value, text]) => (
          <option key={value} value={value} selected={value === chosen}>
            {text}
          </option>
        ))}
      </select>
    </Field>
  );
}
