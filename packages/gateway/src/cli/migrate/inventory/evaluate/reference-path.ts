import { concatenate, joinPath, literal, type Text } from "../value/text.ts";
import type { PossibleReference } from "../value/possible-value.ts";

/** The path of a document's collection, or of a collection itself. */
export function collectionOf(reference: PossibleReference): Text | undefined {
  if (reference.type !== "document") return reference.path;
  return parentDocument(reference.path);
}

/** A path without its last segment; undefined if it has but one. */
export function parentDocument(path: Text): Text | undefined {
  const end = path.text.lastIndexOf("/");
  if (end <= 0) return undefined;
  const text = path.text.slice(0, end);
  return { ...path, text };
}

/** A path below another, without the slashes at either end that Firestore ignores. */
export function below(parent: Text | undefined, child: Text): Text {
  const path = parent === undefined ? child : joinPath([parent, child]);
  const text = path.text.replaceAll(/\/{2,}/g, "/").replaceAll(/^\/|\/$/g, "");
  return { ...path, text };
}

/** A path's segments; of what varies one stands for one. */
export function segmentsOf(path: Text): readonly string[] {
  return path.text.split("/").filter((segment) => segment !== "");
}

/** A path with a document's id below it that is made up when the program runs. */
export function withNewId(collection: Text): Text {
  const reason = "Firestore's client makes the id";
  return concatenate([
    collection,
    literal("/"),
    { kind: "text", text: "{id}", holes: [{ name: "id", reason }] },
  ]);
}
