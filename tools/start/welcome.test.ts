import { curlCall, typescriptCall, welcome } from "./welcome.ts";

const urls = new Map(
  ["getDocument", "queryDocuments", "database"].map((name) => [
    name,
    `http://127.0.0.1:5001/demo-any/europe-west4/${name}`,
  ]),
);
const running = { project: "demo-any", urls, consoleUrl: "http://127.0.0.1:5000" };

test("every callable is named with its URL", () => {
  for (const [name, url] of urls) {
    expect(welcome(running)).toMatch(new RegExp(`^ {2}${name} +${url}$`, "m"));
  }
});

test("the function that has all callables is named first, and is what is called", () => {
  const names = [...welcome(running).matchAll(/^ {2}(\w+) +http:\S+$/gm)].map(([, name]) => name);
  expect(names).toEqual(["database", "getDocument", "queryDocuments"]);
  expect(curlCall(running)).toMatch(/europe-west4\/database\/getDocument$/);
  expect(typescriptCall(running)).toContain('(functions, "database/queryDocuments")');
});

test("where it is not exported, the callables' own functions are called", () => {
  const alone = { ...running, urls: new Map([...urls].filter(([name]) => name !== "database")) };
  expect(curlCall(alone)).toMatch(/europe-west4\/getDocument$/);
  expect(typescriptCall(alone)).toContain('(functions, "queryDocuments")');
});

test("there is a call to paste, and some ten lines of TypeScript", () => {
  expect(welcome(running)).toContain(`  ${curlCall(running)}\n`);
  expect(typescriptCall(running).split("\n")).toHaveLength(11);
});

test("where App Check is enforced, what is pasted carries its token", () => {
  const guarded = { ...running, appCheckToken: "any.token." };
  expect(curlCall(guarded)).toContain("-H 'X-Firebase-AppCheck: any.token.'");
  expect(typescriptCall(guarded)).toContain('const token = "any.token.";');
  expect(typescriptCall(guarded)).toContain("initializeAppCheck(app, ");
  expect(welcome(running)).not.toMatch(/app-?check/i);
});

test("the lines of TypeScript name the region and port that the functions have", () => {
  expect(typescriptCall(running)).toContain('getFunctions(app, "europe-west4")');
  expect(typescriptCall(running)).toContain(
    'connectFunctionsEmulator(functions, "127.0.0.1", 5001)',
  );
});
