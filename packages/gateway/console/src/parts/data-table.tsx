import type { ComponentChildren } from "preact";

/** A column of a table. */
export interface TableColumn<Row> {
  readonly name: string;
  readonly cell: (row: Row) => ComponentChildren;
  readonly isNumber?: boolean;
  /** What all rows come to. */
  readonly total?: ComponentChildren;
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
              {columns.map((column) => (
                <td key={column.name} class={classOf(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {columns.some(({ total }) => total !== undefined) && <Foot columns={columns} />}
      </table>
    </div>
  );
}

function Head<Row>({ columns }: { readonly columns: readonly TableColumn<Row>[] }) {
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <th key={column.name} scope="col" class={classOf(column)}>
            {column.name}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Foot<Row>({ columns }: { readonly columns: readonly TableColumn<Row>[] }) {
  return (
    <tfoot>
      <tr>
        {columns.map((column) => (
          <td key={column.name} class={classOf(column)}>
            {column.total}
          </td>
        ))}
      </tr>
    </tfoot>
  );
}

function classOf<Row>({ isNumber }: TableColumn<Row>): string {
  return isNumber === true ? "number" : "";
}
