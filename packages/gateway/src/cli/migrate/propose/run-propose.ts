import { existsSync, mkdirSync } from "node:fs";
import { join, relative } from "node:path";
import { createRestStore } from "../../../documents/rest-store.ts";
import { MisuseError } from "../../command/misuse-error.ts";
import { PlainError } from "../../command/plain-error.ts";
import { readTextFile } from "../../command/read-text-file.ts";
import { replaceFile } from "../../command/replace-file.ts";
import { RulesSyntaxError } from "../rules/rules-syntax-error.ts";
import { definitionText, fileName, type ProposedDefinition } from "./definition-text.ts";
import { readExport } from "./documents/read-export.ts";
import { sampleCollection } from "./documents/sample-collection.ts";
import type { SampledDocument } from "./documents/sampled-document.ts";
import { lineDifference } from "../difference/line-difference.ts";
import { definitionPath, type DefinitionPath } from "./policy/definition-path.ts";
import { projectRules, type ProjectRules } from "./policy/propose-access.ts";
import { ruleDefinitions } from "./policy/rule-definitions.ts";
import { PROPOSE_HELP, readProposeArguments, type ProposeArguments } from "./propose-arguments.ts";
import { loadProposed, proposeDefinition } from "./propose-definition.ts";
import { brokenByRules, brokenBySchema } from "./report/broken-documents.ts";
import {
  notesOf,
  reportedRights,
  reportText,
  type ProposalReport,
} from "./report/proposal-report.ts";

export interface ProposeOutput {
  /** Results. */
  print(text: string): void;
  /** Progress and what went wrong, which no program reads. */
  tell(text: string): void;
  /** The folder that paths are relative to. */
  readonly directory: string;
}

/**
 * `database-service migrate propose`: answers the exit code.
 *
 * @throws MisuseError, PlainError
 */
export async function runPropose(args: readonly string[], output: ProposeOutput): Promise<number> {
  const request = readProposeArguments(args, output.directory);
  if (request === undefined) {
    output.print(PROPOSE_HELP);
    return 0;
  }
  const project = readRules(request.rules);
  const indexes = readIndexes(request.indexes);
  const reports: ProposalReport[] = [];
  for (const path of pathsOf(request, project, output)) {
    output.tell(`${path.text} ...\n`);
    const documents = await documentsOf(request, path);
    const { rare } = request;
    const now = new Date().toISOString();
    const definition = proposeDefinition({ path, project, documents, indexes, rare, now });
    if (request.collections.length === 0 && isClosed(definition)) {
      output.tell(`${path.text}: nobody may do anything, as with what is not declared.\n`);
      continue;
    }
    reports.push(settle(request, { definition, documents }, output));
  }
  if (request.format === "json") output.print(`${JSON.stringify(reports, null, 2)}\n`);
  else output.print(reports.map(reportText).join("\n"));
  return reports.every((report) => isDone(report, request)) ? 0 : 1;
}

interface Proposal {
  readonly definition: ProposedDefinition;
  readonly documents: readonly SampledDocument[];
}

/** Writes or shows the definition's file, and reports on it. */
function settle(
  request: ProposeArguments,
  { definition, documents }: Proposal,
  { print, directory }: ProposeOutput,
): ProposalReport {
  const loaded = loadProposed(definition);
  const text = definitionText(definition);
  const path = definition.access.path.text;
  const file = join(request.out, fileName(path));
  const before = existsSync(file) ? readTextFile(file) : undefined;
  const state = before === undefined ? "new" : before === text ? "same" : "different";
  if (request.writes && (state === "new" || (state === "different" && request.overwrites))) {
    mkdirSync(request.out, { recursive: true });
    replaceFile(file, text);
  }
  const shown = before === undefined ? text : lineDifference(before, text);
  if (request.format === "text" && !request.writes && state === "new") print(`${shown}\n`);
  if (request.format === "text" && state === "different" && !request.overwrites) {
    print(`${shown}\n`);
  }
  return {
    path,
    file: relative(directory, file),
    state,
    sampled: documents.length,
    rights: reportedRights(definition),
    notes: notesOf(definition),
    brokenBySchema: brokenBySchema(loaded, documents),
    brokenByRules: brokenByRules(definition.access, documents),
  };
}

function isDone(report: ProposalReport, { writes, overwrites }: ProposeArguments): boolean {
  const isLeft = report.state === "different" && writes && !overwrites;
  const isWhole = report.rights.every(({ denied }) => denied.length === 0);
  return isWhole && !isLeft && report.brokenBySchema.length + report.brokenByRules.length === 0;
}

/** Whether the rules allow nobody anything. */
function isClosed(definition: ProposedDefinition): boolean {
  return reportedRights(definition).every(({ translated }) => translated === "nobody");
}

function pathsOf(
  { collections }: ProposeArguments,
  { rules }: ProjectRules,
  { tell }: ProposeOutput,
): readonly DefinitionPath[] {
  const paths = rules.map(({ path }) => path);
  if (collections.length > 0) return collections.map((each) => definitionPath(each, paths));
  return ruleDefinitions(paths).flatMap((collection) => {
    try {
      return definitionPath(collection, paths);
    } catch (error) {
      if (!(error instanceof MisuseError)) throw error;
      tell(`Left out: ${error.message}\n`);
      return [];
    }
  });
}

function documentsOf(
  request: ProposeArguments,
  { pattern }: DefinitionPath,
): Promise<readonly SampledDocument[]> {
  const { sample: count, seed } = request;
  if (request.from !== undefined) return readExport({ file: request.from, count, seed });
  if (request.project === undefined) return Promise.resolve([]);
  const store = createRestStore({
    projectId: request.project,
    databaseId: request.database,
    emulatorHost: process.env["FIRESTORE_EMULATOR_HOST"],
  });
  return sampleCollection({ store, pattern, count, seed });
}

function readRules(file: string): ProjectRules {
  const text = readTextFile(file, "name the project's rules with --rules");
  try {
    return projectRules(text);
  } catch (cause) {
    if (!(cause instanceof RulesSyntaxError)) throw cause;
    throw new PlainError(`${file}:${cause.message}`, { cause });
  }
}

function readIndexes(file: string): unknown {
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readTextFile(file, "name it with --indexes"));
  } catch (cause) {
    throw new PlainError(`${file} is no JSON.`, { cause });
  }
}
