import { unwrap } from "../inventory/evaluate/name-of.ts";
import { foldConnect, type CodePosition, type FoldedConnect } from "./emulator-connect.ts";
import type { FirestoreStart } from "./firestore-start.ts";
import type { RouteChanges } from "./route-changes.ts";

/** Takes the calls that connect to an emulator into the settings; undefined where there are none. */
export function foldConnects(
  changes: RouteChanges,
  connects: readonly FirestoreStart[],
  target: CodePosition,
): FoldedConnect | undefined | "left" {
  const [connect, ...others] = connects;
  if (connect === undefined) return undefined;
  const { file, node } = connect;
  const { edit } = changes.of(file);
  const folded =
    others.length > 0 ? "several calls connect it" : foldConnect(connect, edit, target);
  if (typeof folded === "string") {
    const reason = `connectFirestoreEmulator can't become a part of the settings: ${folded}`;
    for (const each of connects) changes.leave(each.file, each.node, reason);
    return "left";
  }
  edit.removeStatement(folded.removed);
  for (const name of edit.file.identifiers) {
    const { start, end } = folded.removed;
    const isKept = folded.kept.includes(name);
    if (name.start >= start && name.end <= end && !isKept) edit.gone.add(name);
  }
  edit.gone.add(unwrap(node.callee));
  return folded;
}
