import { collectionSource, indexSource, quotasSource } from "./app-sources.ts";
import { VERSIONS } from "./versions.ts";

/** How an app is written. */
export interface AppForm {
  readonly typescript: boolean;
  /** The name of the library's tarball, which is in the same folder. */
  readonly tarball: string;
}

/** The files of an app with a gateway, by their paths: what a deploy needs, besides the tarball. */
export function appFiles(form: AppForm): ReadonlyMap<string, string> {
  const { typescript } = form;
  const folder = typescript ? "src/" : "";
  const extension = typescript ? "ts" : "js";
  // Of a module that is called .js, functions-framework loads a parser to find out what kind it is.
  const index = typescript ? "src/index.mts" : "index.mjs";
  const files: (readonly [string, string])[] = [
    ["package.json", jsonText(manifest(form))],
    [index, indexSource(extension)],
    [`${folder}collections/notes.${extension}`, collectionSource()],
    [`${folder}quotas.${extension}`, quotasSource(typescript)],
    [".env", ENVIRONMENT],
    [".gitignore", ["node_modules/", ...(typescript ? ["lib/"] : []), "*.local", ""].join("\n")],
  ];
  return new Map(typescript ? [...files, ["tsconfig.json", jsonText(TSCONFIG)]] : files);
}

/** What firebase.json says of the app. */
export function functionsConfig(source: string, { typescript }: AppForm) {
  return {
    source,
    ignore: ["node_modules", ".git", "*.local", "firebase-debug.log", "firebase-debug.*.log"],
    disallowLegacyRuntimeConfig: true,
    ...(typescript && { predeploy: ['npm --prefix "$RESOURCE_DIR" run build'] }),
  };
}

function manifest({ typescript, tarball }: AppForm) {
  const command = "database-service";
  return {
    name: "database-service-functions",
    private: true,
    type: "module",
    main: typescript ? "lib/index.mjs" : "index.mjs",
    engines: { node: VERSIONS.node },
    scripts: {
      ...(typescript
        ? { build: "tsc", [command]: `npm run --silent build && ${command}` }
        : { [command]: command }),
      "gcp-build": `${command} warm`,
    },
    dependencies: {
      "@database-service/gateway": `file:./${tarball}`,
      "@google-cloud/functions-framework": VERSIONS["@google-cloud/functions-framework"],
      "firebase-admin": VERSIONS["firebase-admin"],
      "firebase-functions": VERSIONS["firebase-functions"],
      zod: VERSIONS.zod,
    },
    ...(typescript && { devDependencies: { typescript: VERSIONS.typescript } }),
  };
}

/** The variables that the functions have wherever they are deployed. */
const ENVIRONMENT = `# Where instances find their code compiled: written when the functions are built in the cloud.
NODE_COMPILE_CACHE=node_modules/.compile-cache
`;

const TSCONFIG = {
  compilerOptions: {
    target: "es2024",
    module: "nodenext",
    rootDir: "src",
    outDir: "lib",
    rewriteRelativeImportExtensions: true,
    strict: true,
    sourceMap: true,
    skipLibCheck: true,
  },
  include: ["src"],
};

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
