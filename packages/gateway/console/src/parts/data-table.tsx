import type { ComponentChildren } from "preact";

/** A column of a table. */
export interface TableColumn<Row> {
  readonly name: string;
  readonly cell: (row: Row) => ComponentChildren;
  readonly isNumber?: boolean;
}

/** Rows with a heading; it scrolls by itself where the screen is narrow. */
export function DataTable<Row>({
  title,
  columns,
  rows,
  keyOf,
  empty,
}: {
  readonly title: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** What is said where there are no rows. */
  readonly empty: string;
}) {
  if (rows.length === 0) return <p class="quiet">{empty}</p>;
  return (
    <div class="scroll" role="region" aria-label={title} tabIndex={0}>
      <table>
        <Head columns={columns} />
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ name, cell, isNumber }) => (
                <td key={name} class={isNumber === true ? "number" : ""}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Head<Row>({ columns }: { readonly columns: readonly TableColumn<Row>[] }) {
  return (
    <thead>
      <tr>
        {columns.map(({ name, isNumber }) => (
          <th key={name} scope="col" class={isNumber === true ? "number" : ""}>
            {name}
          </th>
        ))}
      </tr>
    </thead>
  );
}
