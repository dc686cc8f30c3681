import { joinPath, literal, varying, type Text } from "../value/text.ts";
import type { PossibleReference, SnapshotValue, PossibleValue } from "../value/possible-value.ts";
import type { Evaluation } from "./evaluation.ts";
import { exportedValues } from "./imported.ts";
import { instanceMember, staticMember } from "./instance-member.ts";
import { objectMember, propsMember } from "./object-member.ts";
import { collectionOf, parentDocument } from "./reference-path.ts";
import { sdkMember } from "./sdk-member.ts";
import { notKnown } from "./text-of.ts";

/** What a property of a value may be. */
export function memberValues(
  evaluation: Evaluation,
  value: PossibleValue,
  name: string,
): readonly PossibleValue[] {
  switch (value.kind) {
    case "reference":
      return referenceMember(value, name);
    case "snapshot":
      return snapshotMember(value, name);
    case "sdkModule":
    case "sdkFunction":
      return sdkMember(value, name);
    case "module":
      return exportedValues(evaluation, value.file, name);
    case "object":
      return objectMember(evaluation, value, name);
    case "props":
      return propsMember(evaluation, value, name);
    case "instance":
      return instanceMember(evaluation, value, name);
    case "class":
      return staticMember(evaluation, value, name);
    case "cell":
      return name === "current" || name === "value" ? value.values : [method(value, name)];
    case "database":
      return name === "firestore" ? [value] : [method(value, name)];
    case "foreign":
      return name === "firestore" ? [{ kind: "sdkFunction", name }] : [value];
    case "unknown":
    case "returning":
      return [{ kind: "unknown", name, reason: notKnown(name) }];
    default:
      return [method(value, name)];
  }
}

function method(receiver: PossibleValue, name: string): PossibleValue {
  return { kind: "method", receiver, name };
}

function referenceMember(value: PossibleReference, name: string): readonly PossibleValue[] {
  switch (name) {
    case "path":
      return [value.path];
    case "id":
      return [lastSegment(value.path)];
    case "firestore":
      return [{ kind: "database" }];
    case "ref":
    case "query":
      return [value];
    case "parent": {
      const document = value.type === "document";
      if (!document && value.group)
        return [{ ...value, type: "document", group: false, path: ABOVE_GROUP }];
      const path = document ? collectionOf(value) : parentDocument(value.path);
      if (path === undefined) return [];
      return [{ ...value, type: document ? "collection" : "document", path }];
    }
    default:
      return [method(value, name)];
  }
}

/** The path of a document that a collection of a group lies below. */
const ABOVE_GROUP = joinPath(
  ["collection", "id"].map((name) =>
    varying(name, "a collection group's documents may lie below any other"),
  ),
);

function lastSegment(path: Text): Text {
  const last = path.text.split("/").at(-1) ?? "";
  const hole = path.holes.at(-1);
  return last.startsWith("{") && hole !== undefined
    ? varying(hole.name, hole.reason)
    : literal(last);
}

function snapshotMember(value: SnapshotValue, name: string): readonly PossibleValue[] {
  const document: PossibleValue = { ...value, type: "document" };
  switch (`${value.type}.${name}`) {
    case "document.ref":
      return [documentOf(value.of)];
    case "document.id":
      return [lastSegment(documentOf(value.of).path)];
    case "query.docs":
      return [{ kind: "list", items: undefined, any: [document] }];
    case "query.query":
      return [value.of];
    case "change.before":
    case "change.after":
    case "change.doc":
      return [document];
    case "event.data":
      return [document, { ...value, type: "change" }];
    // reactfire's answers
    case "query.data":
      return [value];
    default:
      return [method(value, name)];
  }
}

/** The document that a snapshot is of: of a query's, one whose id only the server knows. */
export function documentOf(reference: PossibleReference): PossibleReference {
  if (reference.type === "document") return reference;
  const id = varying("id", notKnown("id"));
  const path: Text = {
    kind: "text",
    text: `${reference.path.text}/${id.text}`,
    holes: [...reference.path.holes, ...id.holes],
  };
  return { ...reference, type: "document", path };
}
