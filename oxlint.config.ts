import { defineConfig } from "oxlint";
import type { OxlintOverride } from "oxlint";

/**
 * What each room of the gateway may import besides itself: imports go one way, types too. The first
 * rooms are what clients import.
 */
const MAY_IMPORT: Readonly<Record<string, string>> = {
  text: "",
  log: "",
  errors: "",
  paths: "text errors",
  values: "text errors paths",
  wire: "text errors paths values",
  api: "values wire",
  shadow: "text paths api",
  query: "text paths values",
  caller: "log errors",
  documents: "paths values query",
  cache: "paths values query documents",
  schema: "text errors paths values wire",
  indexes: "errors paths values query",
  policy: "errors paths values query caller schema",
  rules: "values caller",
  collection: "paths schema indexes policy",
  quota: "errors values query api caller documents",
  listen: "values query documents cache",
  call: "errors values api caller documents cache quota indexes",
  alerts: "",
  usage: "query api documents indexes call",
  audit: "text paths values query documents collection",
  request: "text errors paths values wire query api documents schema",
  authorize: "errors paths values wire query caller cache schema indexes policy collection request",
  reads: "errors paths values wire query api documents cache policy call authorize",
  writes: "text errors paths values wire caller documents schema policy call audit authorize reads",
  transactions: "errors caller documents cache call",
  callables:
    "errors paths values wire query api caller policy collection quota call usage audit request authorize reads writes",
  pipeline:
    "errors query api caller documents policy collection quota call request authorize callables",
  streams:
    "errors paths values wire query api caller documents indexes policy quota listen call request authorize reads pipeline firestore-rest",
  "firestore-rest":
    "errors text paths values wire query api documents collection call request authorize reads writes transactions pipeline",
  upkeep: "log documents usage alerts",
  door: "log text errors paths values api shadow caller documents indexes quota call usage pipeline callables firestore-rest streams upkeep",
  testing:
    "alerts errors paths values wire api caller documents policy collection quota call callables pipeline firestore-rest upkeep door listen cache streams",
};

/** What runs anywhere, without Firebase. */
const CLIENTS_IMPORT = ["text", "errors", "paths", "values", "wire", "api", "shadow"];

/** The command line may import every room, and none may import it. */
const COMMAND_LINE = "cli";

const rooms = [...Object.keys(MAY_IMPORT), COMMAND_LINE];
const NOT_PRODUCTION = ["**/*.{test,suite,fixture,samples,arbitrary}.ts"];

const importsGoOneWay = Object.entries(MAY_IMPORT).map(([room, rest]): OxlintOverride => {
  const allowed = rest.split(" ");
  const forbidden = rooms.filter((other) => other !== room && !allowed.includes(other));
  const message = `${room}/ may import from ${["itself", ...allowed].join(", ")}: imports go one way.`;
  const patterns = [
    { regex: `^(\\.\\.?/)+(${forbidden.join("|")})/`, message },
    {
      regex: "^firebase-(functions|admin)$",
      message: "Name the part: the whole brings all of Firebase along, at each start.",
    },
  ];
  if (CLIENTS_IMPORT.includes(room)) {
    patterns.push({
      regex: "^(firebase|@firebase|@google-cloud|undici|node:)",
      message: `${room}/ is what clients import: it runs anywhere, without Firebase.`,
    });
  }
  return {
    files: [`packages/gateway/src/${room}/**/*.ts`],
    excludeFiles: NOT_PRODUCTION,
    rules: { "no-restricted-imports": ["error", { patterns }] },
  };
});

/** What the gateway alone uses stays out of what apps install. */
const clientImportsWhatRunsAnywhere: OxlintOverride = {
  files: ["packages/{client,transport}/**/*.ts"],
  excludeFiles: ["**/*.test.ts"],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          {
            regex: `gateway/src/(?!(${CLIENTS_IMPORT.join("|")})/)`,
            message: `Of the gateway, clients may import from ${CLIENTS_IMPORT.join(", ")} alone.`,
          },
        ],
      },
    ],
  },
};

export default defineConfig({
  plugins: ["typescript", "unicorn", "oxc", "import", "jest", "promise", "node"],
  categories: { correctness: "error", suspicious: "error" },
  options: { typeAware: true },
  ignorePatterns: ["**/lib/**", "test/fixtures/clients/**"],
  rules: {
    "typescript/no-floating-promises": "error",
    "typescript/no-misused-promises": "error",
    "typescript/await-thenable": "error",
    "typescript/return-await": ["error", "error-handling-correctness-only"],
    "typescript/only-throw-error": "error",
    "typescript/switch-exhaustiveness-check": [
      "error",
      { considerDefaultExhaustiveForUnions: true },
    ],
    "typescript/no-explicit-any": "error",
    "typescript/no-non-null-assertion": "error",
    "typescript/no-unsafe-argument": "error",
    "typescript/no-unsafe-assignment": "error",
    "typescript/no-unsafe-call": "error",
    "typescript/no-unsafe-member-access": "error",
    "typescript/no-unsafe-return": "error",
    "typescript/prefer-nullish-coalescing": ["error", { ignorePrimitives: { boolean: true } }],
    "typescript/restrict-template-expressions": "error",
    "typescript/consistent-type-imports": "error",
    eqeqeq: "error",
    "import/no-cycle": ["error", { ignoreTypes: false }],
    "max-params": ["error", { max: 3 }],
    "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
    "max-lines-per-function": ["error", { max: 40, skipBlankLines: true, skipComments: true }],

    // What is received or parsed gets its type by an assertion; `any` is what leaks, and is forbidden.
    "typescript/no-unsafe-type-assertion": "off",
    // Wrapping a function that is handed over as it is would only hide its name.
    "typescript/unbound-method": "off",
    // The compiler sees that a switch is exhaustive, so that nothing follows it.
    "typescript/consistent-return": "off",
    // A policy passes on `=== true` and nothing else, whatever its type says.
    "typescript/no-unnecessary-boolean-literal-compare": "off",
    // A declaration for another package's module holds for adopters only where it is referred to.
    "typescript/triple-slash-reference": ["error", { path: "always" }],
    // Names that are not ours: `__endpoint`, `__proto__`, `_id`.
    "no-underscore-dangle": "off",
    // `fc.assert` is how fast-check's own documentation calls it.
    "import/no-named-as-default-member": "off",
    "promise/always-return": "off",
    "promise/no-callback-in-promise": "off",
    "unicorn/consistent-function-scoping": "off",
  },
  overrides: [
    ...importsGoOneWay,
    clientImportsWhatRunsAnywhere,
    {
      // Hermes and browsers of 2022 have no toSorted.
      files: [
        "packages/{client,transport}/**/*.ts",
        `packages/gateway/src/{${CLIENTS_IMPORT.join(",")}}/**/*.ts`,
      ],
      rules: { "unicorn/no-array-sort": "off", "unicorn/no-array-reverse": "off" },
    },
    {
      files: ["packages/gateway/src/**/*.ts"],
      excludeFiles: [`packages/gateway/src/${COMMAND_LINE}/**`],
      rules: { "no-console": "error" },
    },
    {
      files: ["**/*.test.ts", "**/*.suite.ts", "test/**/*.ts"],
      rules: {
        "jest/expect-expect": [
          "error",
          { assertFunctionNames: ["expect", "fc.assert", "expect*"] },
        ],
        "max-lines-per-function": "off",
        // Jest's matchers are `any`.
        "typescript/no-unsafe-assignment": "off",
        "typescript/no-unsafe-argument": "off",
        // A property holds for every input; some say more about some of them.
        "jest/no-conditional-expect": "off",
        "max-lines": "off",
        "max-params": "off",
      },
    },
    {
      // Node's own test runner: it waits for its tests by itself, and asserts without `expect`.
      files: ["examples/**/*.test.ts"],
      rules: { "typescript/no-floating-promises": "off", "jest/expect-expect": "off" },
    },
  ],
});
