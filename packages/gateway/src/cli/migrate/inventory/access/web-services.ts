import type { Node } from "oxc-parser";
import type { SourceFile } from "../source/source-file.ts";

/** Firebase's web SDK, and what is built on it. */
const WEB =
  /^(?:@?firebase(?:\/|$)|@angular\/fire|angularfire2|react-?fire|react-firebase-hooks|react-redux-firebase|redux-firestore|rxfire|vuefire|@vueuse\/firebase|sveltefire|@react-query-firebase|https?:\/\/.*\/firebase-)/;

/** What speaks gRPC to Firestore by libraries of its own. */
const OTHER =
  /^(?:firebase-admin|firebase-functions|@google-cloud\/firestore|@?react-native-firebase|@capacitor-firebase|@nativescript\/firebase)/;

/**
 * Which services reach Firestore by Firebase's web SDK. Those that import no library themselves, as
 * users of a shared package, are taken to where any file imports it.
 *
 * @param serviceOf the name of the service that a file belongs to
 */
export function webServices(
  files: readonly SourceFile[],
  serviceOf: (file: SourceFile) => string,
): (service: string) => boolean {
  const [web, others] = [new Set<string>(), new Set<string>()];
  for (const file of files) {
    for (const name of importedModules(file)) {
      if (WEB.test(name)) web.add(serviceOf(file));
      else if (OTHER.test(name)) others.add(serviceOf(file));
    }
  }
  return (service) => web.has(service) || (web.size > 0 && !others.has(service));
}

/** The modules that a file names in imports, in exports from them, and in `require`. */
function importedModules({ program, calls }: SourceFile): readonly string[] {
  const statements = program.type === "Program" ? program.body : [];
  const sources = statements.map((node) => ("source" in node ? node.source : undefined));
  const required = calls.map((call) =>
    call.type === "CallExpression" && isNamed(call.callee, "require")
      ? call.arguments[0]
      : undefined,
  );
  return [...sources, ...required].flatMap((node) =>
    node?.type === "Literal" && typeof node.value === "string" ? [node.value] : [],
  );
}

function isNamed(node: Node, name: string): boolean {
  return node.type === "Identifier" && node.name === name;
}
