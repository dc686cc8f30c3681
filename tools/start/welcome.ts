import {
  DATABASE_FUNCTION,
  UPKEEP_FUNCTION,
} from "../../packages/gateway/src/api/function-names.ts";
import { EXAMPLE_PATH } from "./example-data.ts";

/** Where a running gateway is, and what it offers. */
export interface Running {
  readonly project: string;
  /** The URL of each function, by name. */
  readonly urls: ReadonlyMap<string, string>;
  /** What a call has to carry where App Check is enforced. */
  readonly appCheckToken?: string;
}

/** What `npm start` says when all is up. */
export function welcome(running: Running): string {
  return `
The gateway runs.
${whatIsCalled(running.urls)}
A call to paste:

${indented(curlCall(running))}

The same from an app (npm install firebase@12):

${indented(typescriptCall(running))}

A service gets its token from: npm run service-token -- catalog
A change of what the functions are built from, in functions/src and packages/, is loaded when it is saved; of functions/.env with the next that is. Ctrl-C stops everything.
`;
}

export function curlCall({ urls, appCheckToken }: Running): string {
  const data = JSON.stringify({ data: { path: EXAMPLE_PATH } });
  const appCheck = appCheckToken === undefined ? "" : ` -H 'X-Firebase-AppCheck: ${appCheckToken}'`;
  return `curl -H 'Content-Type: application/json'${appCheck} -d '${data}' ${urlOf("getDocument", urls)}`;
}

/** Ten lines of TypeScript. */
export function typescriptCall({ project, urls, appCheckToken }: Running): string {
  const { hostname, port, pathname } = new URL(urlOf("queryDocuments", urls));
  const [, , region = "", ...name] = pathname.split("/");
  return `import { initializeApp } from "firebase/app";
import { connectFunctionsEmulator, getFunctions, httpsCallable } from "firebase/functions";

const app = initializeApp({ apiKey: "demo", projectId: "${project}" });${appCheckLines(appCheckToken)}
const functions = getFunctions(app, "${region}");
connectFunctionsEmulator(functions, "${hostname}", ${port});
const queryDocuments = httpsCallable(functions, "${name.join("/")}");

const where = [["\`Major Genre\`", "==", "Drama"]];
const { data } = await queryDocuments({ collection: "movies", where });
console.log(JSON.stringify(data, null, 2));`;
}

/** An app has its attestation provider; the emulators verify nothing, and take what is made up. */
function appCheckLines(token: string | undefined): string {
  if (token === undefined) return "";
  return `
const { CustomProvider, initializeAppCheck } = await import("firebase/app-check");
const token = "${token}";
const getToken = async () => ({ token, expireTimeMillis: Date.now() + 3_600_000 });
initializeAppCheck(app, { provider: new CustomProvider({ getToken }) });`;
}

function whatIsCalled(urls: Running["urls"]): string {
  const door = urls.get(DATABASE_FUNCTION);
  const notCalled: readonly string[] = [DATABASE_FUNCTION, UPKEEP_FUNCTION];
  const others = [...urls].filter(([name]) => !notCalled.includes(name));
  const width = Math.max(...others.map(([name]) => name.length));
  const list = others.map(([name, url]) => `  ${name.padEnd(width)}  ${url}\n`).join("");
  const parts = [
    door === undefined
      ? ""
      : `
One https function has all callables, each at its name below it:

  ${DATABASE_FUNCTION}  ${door}
`,
    list === ""
      ? ""
      : `
Functions of their own:

${list}`,
  ];
  return parts.join("");
}

/** Of a callable, at the function that has them all, if there is one. */
function urlOf(name: string, urls: ReadonlyMap<string, string>): string {
  const url = urls.has(DATABASE_FUNCTION)
    ? `${String(urls.get(DATABASE_FUNCTION))}/${name}`
    : urls.get(name);
  if (url === undefined) throw new Error(`There is no callable ${name}.`);
  return url;
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, "  ");
}
