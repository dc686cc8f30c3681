import { emulators } from "./emulators.ts";

/**
 * Every document of the database with its version, but for the gateway's own bookkeeping: equal
 * before and after where nothing was written.
 */
export async function snapshot(): Promise<ReadonlyMap<string, string>> {
  const root = `projects/${emulators.project}/databases/(default)/documents`;
  const structuredQuery = {
    from: [{ allDescendants: true }],
    select: { fields: [{ fieldPath: "__name__" }] },
  };
  const response = await fetch(`http://${emulators.firestore}/v1/${root}:runQuery`, {
    method: "POST",
    headers: { authorization: "Bearer owner", "content-type": "application/json" },
    body: JSON.stringify({ structuredQuery }),
  });
  if (!response.ok) throw new Error(await response.text());
  const rows = (await response.json()) as {
    readonly document?: { readonly name: string; readonly updateTime: string };
  }[];
  return new Map(
    rows
      .flatMap(({ document }) => (document === undefined ? [] : [document]))
      .map(({ name, updateTime }) => [name.slice(root.length + 1), updateTime] as const)
      .filter(([path]) => !path.startsWith("_")),
  );
}
