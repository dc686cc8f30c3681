import {
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type IConfigFile,
} from "@microsoft/api-extractor";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { PlainError } from "../../packages/gateway/src/cli/command/plain-error.ts";
import { emitTypes } from "./emit-types.ts";
import { entries, type Entry } from "./entries.ts";
import { typesOf } from "./packed-manifest.ts";
import type { SourcePackage } from "./source-package.ts";

/**
 * What each module of a package offers, types that its declarations lean on included, by the file
 * where it is committed: `packages/client/api/index.api.md`.
 *
 * @param folder in this repository, for what is built on the way
 * @throws PlainError when the types don't compile, or don't resolve; what is wrong is printed.
 */
export function apiReports(source: SourcePackage, folder: string): ReadonlyMap<string, string> {
  rmSync(folder, { recursive: true, force: true });
  emitTypes(source, folder);
  const modules = entries(source.manifest).filter(({ kind }) => kind === "module");
  return new Map(
    modules.map((entry) => {
      const file = join(source.folder, "api", `${entry.output.replaceAll("/", ".")}.api.md`);
      return [file, report(source, entry, folder)];
    }),
  );
}

function report(source: SourcePackage, entry: Entry, folder: string): string {
  const projectFolder = resolve(folder);
  mkdirSync(join(projectFolder, "report"), { recursive: true });
  const config = ExtractorConfig.prepare({
    configObject: configFor(projectFolder, typesOf(source.folder, entry.source)),
    configObjectFullPath: undefined,
    packageJsonFullPath: resolve(source.folder, "package.json"),
  });
  const { succeeded } = Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      if (message.logLevel === ExtractorLogLevel.Error) console.error(message.text);
      message.handled = true;
    },
  });
  if (!succeeded) {
    throw new PlainError(`What ${source.manifest.name} offers does not resolve: see above.`);
  }
  return readFileSync(config.reportFilePath, "utf8");
}

function configFor(projectFolder: string, types: string): IConfigFile {
  const none = { default: { logLevel: ExtractorLogLevel.None } };
  return {
    projectFolder,
    mainEntryPointFilePath: join(projectFolder, types),
    newlineKind: "lf",
    apiReport: {
      enabled: true,
      reportFileName: "entry.api.md",
      reportFolder: join(projectFolder, "report"),
      reportTempFolder: join(projectFolder, "report/temp"),
      includeForgottenExports: true,
    },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    compiler: { overrideTsconfig: compilerConfig(types) },
    messages: {
      compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
      extractorMessageReporting: none,
      tsdocMessageReporting: none,
    },
  };
}

/** As an app has it: of API Extractor's own compiler, which is older than this repository's. */
function compilerConfig(types: string): object {
  const compilerOptions = {
    target: "es2022",
    lib: ["es2022", "dom"],
    module: "nodenext",
    moduleResolution: "nodenext",
    strict: true,
    skipLibCheck: true,
    types: ["node"],
  };
  return { compilerOptions, files: [types] };
}
