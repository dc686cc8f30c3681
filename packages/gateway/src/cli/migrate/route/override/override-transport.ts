import { VERSION } from "../../../version.ts";
import type { FirestoreStart } from "../firestore-start.ts";
import type { RouteChanges } from "../route-changes.ts";
import { rootManifest } from "./root-manifest.ts";
import { withOverride } from "./with-override.ts";
import { withWorkspaceOverride } from "./with-workspace-override.ts";

const OVERRIDE = {
  name: "@firebase/webchannel-wrapper",
  spec: `file:database-service-transport-${VERSION}.tgz`,
};

const ENTRY = `"${OVERRIDE.name}": "${OVERRIDE.spec}"`;

/** The full SDK gets the gateway's transport in the place of its own, where it goes to the gateway. */
export function overrideTransport(starts: readonly FirestoreStart[], changes: RouteChanges): void {
  for (const { file, node } of starts) {
    if (!changes.isRouted(file, node)) continue;
    const manifest = rootManifest(file.path);
    if (manifest === undefined) {
      changes.leave(
        file,
        node,
        "there is no package.json for the transport's override (docs/sdk.md)",
      );
      continue;
    }
    const { path, text, field } = manifest;
    const before = text ?? "";
    const after =
      field === "pnpm-workspace.yaml"
        ? withWorkspaceOverride(before, OVERRIDE)
        : withOverride(before, field, OVERRIDE);
    if (after !== undefined) changes.rewrite({ path, before: text, after });
    else
      changes.leave(file, node, `pnpm-workspace.yaml has its overrides in one line: add ${ENTRY}`);
  }
}
