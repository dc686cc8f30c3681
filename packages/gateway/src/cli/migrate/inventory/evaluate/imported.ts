import type { Node } from "oxc-parser";
import { sdkModule } from "../sdk/sdk-module.ts";
import type { SourceFile } from "../source/source-file.ts";
import { distinct, type PossibleValue } from "../value/possible-value.ts";
import type { Evaluation } from "./evaluation.ts";
import { keyName, unwrap } from "./name-of.ts";
import { moduleName } from "./source-project.ts";

/** What a file asks of a module. */
export interface ImportRequest {
  readonly file: SourceFile;
  readonly specifier: string;
  readonly name: string;
}

/** What an import gives: the SDK's own, an export of the project, or something foreign. */
export function importedValues(
  evaluation: Evaluation,
  request: ImportRequest,
): readonly PossibleValue[] {
  const { file, specifier, name } = request;
  const module = sdkModule(specifier);
  if (module !== undefined) {
    const whole: PossibleValue = { kind: "sdkModule", module };
    if (name === "*") return [whole];
    if (name !== "default") return evaluation.member(whole, name);
    return specifier.startsWith("@react-native-firebase/firestore")
      ? [{ kind: "sdkFunction", name: "firestore" }]
      : [whole];
  }
  const target = evaluation.project.resolve(file, specifier);
  if (target === undefined) return [{ kind: "foreign", source: specifier }];
  const whole: PossibleValue = { kind: "module", file: target };
  if (name !== "*") return exportedValues(evaluation, target, name);
  const replaced = commonJs(evaluation, target, undefined);
  return replaced.length > 0 ? distinct([...replaced, whole]) : [whole];
}

/** What a file exports under a name; an imported CommonJS module is its own default. */
export function exportedValues(
  evaluation: Evaluation,
  file: SourceFile,
  name: string,
): readonly PossibleValue[] {
  const values = [...esModule(evaluation, file, name), ...commonJs(evaluation, file, name)];
  if (values.length > 0) return distinct(values);
  const isJson = file.path.endsWith(".json");
  const whole = isJson
    ? esModule(evaluation, file, "default")
    : commonJs(evaluation, file, undefined);
  if (name === "default") {
    return whole.length > 0 ? whole : [{ kind: "module", file }];
  }
  return distinct(whole.flatMap((value) => evaluation.member(value, name)));
}

function statementsOf(file: SourceFile): readonly Node[] {
  return file.program.type === "Program" ? file.program.body : [];
}

function esModule(evaluation: Evaluation, file: SourceFile, name: string): PossibleValue[] {
  const scope = { file, frame: undefined };
  const values: PossibleValue[] = [];
  for (const statement of statementsOf(file)) {
    if (statement.type === "ExportDefaultDeclaration" && name === "default") {
      values.push(...evaluation.evaluate(statement.declaration, scope));
    } else if (statement.type === "ExportNamedDeclaration") {
      values.push(...namedExport(evaluation, { file, statement, name }));
    } else if (statement.type === "ExportAllDeclaration") {
      const specifier = statement.source.value;
      const exported = statement.exported === null ? undefined : moduleName(statement.exported);
      if (exported === name) values.push(...evaluation.imported(file, specifier, "*"));
      if (exported === undefined && name !== "default") {
        const given = evaluation.imported(file, specifier, name);
        values.push(...given.filter(({ kind }) => kind !== "foreign"));
      }
    } else if (statement.type === "TSExportAssignment" && name === "default") {
      values.push(...evaluation.evaluate(statement.expression, scope));
    }
  }
  return values;
}

interface NamedExport {
  readonly file: SourceFile;
  readonly statement: Extract<Node, { type: "ExportNamedDeclaration" }>;
  readonly name: string;
}

function namedExport(evaluation: Evaluation, request: NamedExport): readonly PossibleValue[] {
  const { file, statement, name } = request;
  const scope = { file, frame: undefined };
  if (statement.declaration !== null) {
    return declaredBy(statement.declaration, name).flatMap((identifier) =>
      evaluation.evaluate(identifier, scope),
    );
  }
  const specifier = statement.specifiers.find(({ exported }) => moduleName(exported) === name);
  if (specifier === undefined) return [];
  if (statement.source === null) return evaluation.evaluate(specifier.local, scope);
  const local = moduleName(specifier.local) ?? "default";
  return evaluation.imported(file, statement.source.value, local);
}

/** The identifiers of a declaration that declare a name. */
export function declaredBy(declaration: Node, name: string): readonly Node[] {
  if (declaration.type === "VariableDeclaration") {
    return declaration.declarations.flatMap(({ id }) => namesIn(id)).filter((id) => is(id, name));
  }
  const id = "id" in declaration ? declaration.id : undefined;
  return id !== undefined && id !== null && is(id, name) ? [id] : [];
}

function is(node: Node, name: string): boolean {
  return node.type === "Identifier" && node.name === name;
}

function namesIn(pattern: Node): readonly Node[] {
  switch (pattern.type) {
    case "ObjectPattern":
      return pattern.properties.flatMap((property) =>
        namesIn(property.type === "Property" ? property.value : property.argument),
      );
    case "ArrayPattern":
      return pattern.elements.flatMap((element) => (element === null ? [] : namesIn(element)));
    case "AssignmentPattern":
      return namesIn(pattern.left);
    default:
      return [pattern];
  }
}

/** What is assigned to `exports.<name>` or, without a name, to `module.exports`. */
function commonJs(
  evaluation: Evaluation,
  file: SourceFile,
  name: string | undefined,
): PossibleValue[] {
  const values: PossibleValue[] = [];
  for (const { target, value } of assignmentsOf(file)) {
    if (target === name) values.push(...evaluation.evaluate(value, { file, frame: undefined }));
  }
  return values;
}

interface ExportAssignment {
  readonly target: string | undefined;
  readonly value: Node;
}

const assignments = new WeakMap<SourceFile, readonly ExportAssignment[]>();

function assignmentsOf(file: SourceFile): readonly ExportAssignment[] {
  const known = assignments.get(file);
  if (known !== undefined) return known;
  const found: ExportAssignment[] = [];
  for (const node of file.identifiers) {
    if (node.type !== "Identifier" || !/^(?:module|exports)$/.test(node.name)) continue;
    if (file.declarations.has(node)) continue;
    const assignment = exportAssignment(node, file);
    if (assignment !== undefined) found.push(assignment);
  }
  assignments.set(file, found);
  return found;
}

function exportAssignment(node: Node, file: SourceFile): ExportAssignment | undefined {
  let target = node;
  const path: string[] = [];
  for (;;) {
    const parent = file.parents.get(target);
    if (parent?.type === "MemberExpression" && parent.object === target) {
      path.push(keyName(parent.property, parent.computed) ?? "");
      target = parent;
    } else if (parent?.type === "AssignmentExpression" && parent.left === target) {
      const names = node.type === "Identifier" && node.name === "module" ? path.slice(1) : path;
      if (names.length > 1) return undefined;
      return { target: names[0], value: unwrap(parent.right) };
    } else return undefined;
  }
}
