import type { Node } from "oxc-parser";
import { sdkModule } from "../sdk/sdk-module.ts";
import { literal, varying } from "../value/text.ts";
import { distinct, type EvaluationScope, type PossibleValue } from "../value/possible-value.ts";
import type { Evaluation } from "./evaluation.ts";
import { moduleName } from "./source-project.ts";

/** What is known besides a type. */
export interface Typing {
  readonly evaluation: Evaluation;
  readonly scope: EvaluationScope;
  /** The name of what has the type. */
  readonly name: string;
  /** How many aliases led here: a type may be defined by itself. */
  readonly aliases: number;
}

const MAX_ALIASES = 12;

/** What a value of a type is: the SDK's types, the project's classes and interfaces, literals. */
export function typedValues(typing: Typing, type: Node): readonly PossibleValue[] {
  const { evaluation, scope } = typing;
  switch (type.type) {
    case "TSTypeReference":
      return referenced(typing, type);
    case "TSUnionType":
    case "TSIntersectionType":
      return distinct(type.types.flatMap((part) => typedValues(typing, part)));
    case "TSArrayType":
      return [{ kind: "list", items: undefined, any: typedValues(typing, type.elementType) }];
    case "TSTypeLiteral":
      return [{ kind: "object", node: type, scope }];
    case "TSLiteralType":
      return type.literal.type === "Literal" && typeof type.literal.value === "string"
        ? [literal(type.literal.value)]
        : [];
    case "TSTypeOperator":
    case "TSParenthesizedType":
      return typedValues(typing, type.typeAnnotation);
    case "TSTypeQuery":
      return type.exprName.type === "Identifier" ? evaluation.evaluate(type.exprName, scope) : [];
    case "TSFunctionType": {
      const result = type.returnType.typeAnnotation;
      return [{ kind: "returning", values: typedValues(typing, result) }];
    }
    default:
      return [];
  }
}

const TRANSPARENT = /^(?:Promise|Readonly|Partial|Required|NonNullable|Awaited|MutableRefObject)$/;

function referenced(
  typing: Typing,
  type: Extract<Node, { type: "TSTypeReference" }>,
): readonly PossibleValue[] {
  const { typeName } = type;
  const first = type.typeArguments?.params[0];
  const last = lastName(typeName);
  if (last === undefined) return [];
  if (typeName.type === "Identifier") {
    if (TRANSPARENT.test(last) && first !== undefined) return typedValues(typing, first);
    if (/^(?:Readonly)?(?:Array|Set)$/.test(last) && first !== undefined) {
      return [{ kind: "list", items: undefined, any: typedValues(typing, first) }];
    }
    return named(typing, typeName);
  }
  return isSdk(typing, rootOf(typeName)) ? sdkType(last, typing.name) : [];
}

function lastName(name: Node): string | undefined {
  if (name.type === "Identifier") return name.name;
  return name.type === "TSQualifiedName" ? name.right.name : undefined;
}

function rootOf(name: Node): Node {
  return name.type === "TSQualifiedName" ? rootOf(name.left) : name;
}

/** Whether a namespace is the SDK's: `FirebaseFirestore`, `admin.firestore`, an import of it. */
function isSdk({ evaluation, scope }: Typing, root: Node): boolean {
  if (root.type !== "Identifier") return false;
  if (/^(?:FirebaseFirestore|firebase|admin|firestore|FirebaseFirestoreTypes)$/.test(root.name)) {
    return true;
  }
  const values = evaluation.evaluate(root, scope);
  return values.some(({ kind }) => kind === "sdkModule" || kind === "sdkFunction");
}

/** A type by its name: imported, or declared in the file. */
function named(
  typing: Typing,
  name: Extract<Node, { type: "Identifier" }>,
): readonly PossibleValue[] {
  const { evaluation, scope } = typing;
  const declaration = scope.file.declarations.get(name);
  if (declaration === undefined) return [];
  if (declaration.type !== "Import") return declared(typing, declaration.node);
  const specifier = declaration.importNode.source.value;
  const imported =
    declaration.node.type === "ImportSpecifier"
      ? (moduleName(declaration.node.imported) ?? name.name)
      : "default";
  if (sdkModule(specifier) !== undefined) return sdkType(imported, typing.name);
  const file = evaluation.project.resolve(scope.file, specifier);
  if (file === undefined) return [];
  const found = exportedType(evaluation, file, imported);
  return found === undefined
    ? []
    : declared({ ...typing, scope: { file: found.file, frame: undefined } }, found.node);
}

interface FoundType {
  readonly file: EvaluationScope["file"];
  readonly node: Node;
}

const foundTypes = new WeakMap<EvaluationScope["file"], Map<string, FoundType | undefined>>();

/** Where a file's export declares a type, through re-exports. */
function exportedType(
  evaluation: Evaluation,
  file: EvaluationScope["file"],
  name: string,
): FoundType | undefined {
  const known = foundTypes.get(file) ?? new Map<string, FoundType | undefined>();
  foundTypes.set(file, known);
  if (!known.has(name)) known.set(name, findType(evaluation, { file, name, levels: 6 }));
  return known.get(name);
}

function findType(
  evaluation: Evaluation,
  { file, name, levels }: Pick<Reexport, "file" | "name" | "levels">,
): FoundType | undefined {
  if (levels === 0 || file.program.type !== "Program") return undefined;
  for (const statement of file.program.body) {
    if (statement.type === "ExportAllDeclaration" || statement.type === "ExportNamedDeclaration") {
      const found = reexported(evaluation, { file, statement, name, levels });
      if (found !== undefined) return found;
    }
    const declaration =
      statement.type === "ExportNamedDeclaration" || statement.type === "ExportDefaultDeclaration"
        ? statement.declaration
        : statement;
    if (declaration === null || !("id" in declaration) || declaration.id === null) continue;
    const isNamed = declaration.id.type === "Identifier" && declaration.id.name === name;
    const isDefault = statement.type === "ExportDefaultDeclaration" && name === "default";
    if (isNamed || isDefault) return { file, node: declaration.id };
  }
  return undefined;
}

interface Reexport {
  readonly file: EvaluationScope["file"];
  readonly statement: Extract<Node, { type: "ExportAllDeclaration" | "ExportNamedDeclaration" }>;
  readonly name: string;
  readonly levels: number;
}

function reexported(
  evaluation: Evaluation,
  { file, statement, name, levels }: Reexport,
): FoundType | undefined {
  if (statement.source === null) return undefined;
  let local: string | undefined = name;
  if (statement.type === "ExportNamedDeclaration") {
    const specifier = statement.specifiers.find(({ exported }) => moduleName(exported) === name);
    local = specifier === undefined ? undefined : moduleName(specifier.local);
  }
  const target =
    local === undefined ? undefined : evaluation.project.resolve(file, statement.source.value);
  return target === undefined || local === undefined
    ? undefined
    : findType(evaluation, { file: target, name: local, levels: levels - 1 });
}

/** What the name's declaration says: a class, an interface, an alias, a type of the SDK's. */
function declared(typing: Typing, name: Node): readonly PossibleValue[] {
  const { scope } = typing;
  const { file } = scope;
  const node = file.parents.get(name);
  switch (node?.type) {
    case "ClassDeclaration":
    case "ClassExpression": {
      const of = { kind: "class", node, file, frame: undefined } as const;
      return [{ kind: "instance", of, args: undefined }];
    }
    case "TSInterfaceDeclaration":
      return [{ kind: "object", node, scope: { file, frame: undefined } }];
    case "TSTypeAliasDeclaration":
      return typing.aliases >= MAX_ALIASES
        ? []
        : typedValues({ ...typing, aliases: typing.aliases + 1 }, node.typeAnnotation);
    // `import Name = namespace.Type`
    case "TSImportEqualsDeclaration": {
      const last = lastName(node.moduleReference);
      const isType = last !== undefined && isSdk(typing, rootOf(node.moduleReference));
      return isType ? sdkType(last, typing.name) : [];
    }
    default:
      return [];
  }
}

/** How the reason begins of what is known by its type alone. */
export const BY_TYPE = "its type is ";

/** What the SDK's own types are; their paths no type tells. */
function sdkType(type: string, name: string): readonly PossibleValue[] {
  const path = varying(name, `${BY_TYPE}${type}, and what it is of could not be followed`);
  const reference = { kind: "reference", path, group: false } as const;
  const document = { ...reference, type: "document" } as const;
  const query = { ...reference, type: "query" } as const;
  switch (type.replace(/^Angular/, "")) {
    case "Firestore":
    case "FirebaseFirestore":
      return [{ kind: "database" }];
    case "CollectionReference":
    case "FirestoreCollection":
      return [{ ...reference, type: "collection" }];
    case "DocumentReference":
    case "FirestoreDocument":
      return [document];
    case "Query":
    case "CollectionGroup":
      return [query];
    case "WriteBatch":
      return [{ kind: "writer", type: "batch" }];
    case "Transaction":
      return [{ kind: "writer", type: "transaction" }];
    case "BulkWriter":
      return [{ kind: "writer", type: "bulkWriter" }];
    case "QuerySnapshot":
      return [{ kind: "snapshot", type: "query", of: query }];
    case "DocumentSnapshot":
    case "QueryDocumentSnapshot":
      return [{ kind: "snapshot", type: "document", of: document }];
    default:
      return [];
  }
}
