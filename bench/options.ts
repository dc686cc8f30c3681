import { parseArgs } from "node:util";
import { MisuseError } from "../packages/gateway/src/cli/command/misuse-error.ts";
import { rows, rowsNamed, type Row } from "./rows.ts";

/** What can be measured by itself; peers only where they are asked for. */
export const PARTS = [
  "calls",
  "start",
  "scale",
  "lone",
  "lite",
  "full",
  "quotas",
  "peers",
] as const;
export type PartName = (typeof PARTS)[number];

export interface BenchOptions {
  readonly parts: ReadonlySet<PartName>;
  readonly rows: readonly [Row, ...Row[]];
  /** The file that gets all figures, for programs. */
  readonly json: string | undefined;
  /** The page in Markdown whose tables are replaced by those of this run. */
  readonly renew: string | undefined;
  /** Instead of measuring, tells what CPU time is spent on. */
  readonly profile: boolean;
}

/**
 * `npm run bench -- [calls|start|scale|lone|lite|full|quotas|peers ...] [--row <title or a part of it>]
 * [--peers] [--profile] [--json <file>] [--renew <page>]`
 *
 * @throws MisuseError
 */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parse(args);
  const named = positionals.length > 0 ? positionals.map(partNamed) : PARTS.slice(0, -1);
  const selected = rowsNamed(values.row);
  if (selected === undefined) throw new MisuseError(noSuchRow(values.row));
  const parts = new Set<PartName>([...named, ...(values.peers ? ["peers" as const] : [])]);
  const { json, renew, profile } = values;
  return { parts, rows: selected, json, renew, profile };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        row: { type: "string", default: "" },
        peers: { type: "boolean", default: false },
        profile: { type: "boolean", default: false },
        json: { type: "string" },
        renew: { type: "string" },
      },
    });
  } catch (error) {
    throw new MisuseError((error as Error).message);
  }
}

function partNamed(name: string): PartName {
  const found = PARTS.find((part) => part === name);
  if (found === undefined) throw new MisuseError(`There is ${PARTS.join(", ")}, but no ${name}.`);
  return found;
}

function noSuchRow(name: string): string {
  const titles = rows.map(({ title }) => title).join("\n  ");
  return `No row is called ${name}. There are:\n  ${titles}`;
}
