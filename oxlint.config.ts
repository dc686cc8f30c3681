import { defineConfig } from "oxlint";
import type { OxlintOverride } from "oxlint";

/** Imports go one way: what each folder of functions/src may import, besides itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  schema: ["contract"],
  query: ["contract"],
  documents: ["query", "contract"],
  cache: ["documents", "contract"],
  policy: ["schema", "query", "contract"],
  quota: ["documents", "contract"],
  pipeline: ["policy", "quota", "cache", "documents", "schema", "query", "contract"],
  callables: ["pipeline", "policy", "quota", "cache", "documents", "schema", "query", "contract"],
  door: ["pipeline", "quota", "contract"],
  collections: ["policy", "schema", "quota", "contract"],
};

const folders = Object.keys(MAY_IMPORT);

const importsGoOneWay = Object.entries(MAY_IMPORT).map(([folder, allowed]): OxlintOverride => {
  const forbidden = folders.filter((other) => other !== folder && !allowed.includes(other));
  const message = `${folder}/ may import from ${["itself", ...allowed].join(", ")}: imports go one way.`;
  const patterns = [
    { regex: `^(\\.\\.?/)+(${forbidden.join("|")})/`, message },
    {
      regex: "^firebase-(functions|admin)$",
      message: "Name the part: the whole brings all of Firebase along, at each start.",
    },
  ];
  if (folder === "contract") {
    patterns.push({
      regex: "^(firebase|@firebase|@google-cloud|undici|node:)",
      message: "contract/ is what clients import: it runs anywhere, without Firebase.",
    });
  }
  return {
    files: [`functions/src/${folder}/**/*.ts`],
    excludeFiles: ["**/*.test.ts", "**/*.contract.ts"],
    rules: { "no-restricted-imports": ["error", { patterns }] },
  };
});

/** What the gateway alone uses stays out of what apps install. */
const clientImportsTheContract: OxlintOverride = {
  files: ["client/**/*.ts"],
  excludeFiles: ["**/*.test.ts"],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          {
            regex: `functions/src/((${folders.filter((folder) => folder !== "contract").join("|")})/|[^/]+$)`,
            message: "client/ may import from functions/src/contract/ alone.",
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
  ignorePatterns: ["functions/lib/**", "client/lib/**"],
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
    "import/no-cycle": "error",
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
    clientImportsTheContract,
    { files: ["functions/src/**/*.ts"], rules: { "no-console": "error" } },
    {
      files: ["**/*.test.ts", "**/*.contract.ts", "test/**/*.ts"],
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
  ],
});
