import { DEFINITION } from "../../definition-key.ts";
import type { ResolvedOptions } from "../../resolve-options.ts";

/** The options of a gateway, and the names under which its functions are deployed. */
export interface FoundGateway {
  readonly options: ResolvedOptions;
  /** With those of the groups before them, as Firebase joins them: `crm-getDocument`. */
  readonly names: readonly string[];
}

/** The gateways whose functions a module exports, alone or in groups. */
export function gatewaysIn(module: object): readonly FoundGateway[] {
  const found = new Map<ResolvedOptions, string[]>();
  walk(module, "", { found, seen: new Set() });
  return [...found].map(([options, names]) => ({ options, names }));
}

interface ExportsWalk {
  readonly found: Map<ResolvedOptions, string[]>;
  readonly seen: Set<unknown>;
}

function walk(group: object, prefix: string, { found, seen }: ExportsWalk): void {
  if (seen.has(group)) return;
  seen.add(group);
  for (const [name, value] of Object.entries(group) as [string, unknown][]) {
    const options = typeof value === "function" ? definitionOf(value) : undefined;
    if (options !== undefined) {
      found.set(options, [...(found.get(options) ?? []), `${prefix}${name}`]);
    } else if (typeof value === "object" && value !== null) {
      walk(value, `${prefix}${name}-`, { found, seen });
    }
  }
}

function definitionOf(exposed: object): ResolvedOptions | undefined {
  return (exposed as { readonly [DEFINITION]?: ResolvedOptions })[DEFINITION];
}
