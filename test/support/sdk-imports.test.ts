import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import * as bloom from "../../packages/transport/src/bloom-blob.ts";
import * as webchannel from "../../packages/transport/src/webchannel-blob.ts";

const WRAPPER = "@firebase/webchannel-wrapper";

/** A release of Firebase, as it is installed here. */
describe.each(["firebase", "firebase-13"])("%s", (release) => {
  const { resolve: resolveFrom } = createRequire(resolve("node_modules", release, "package.json"));
  const folder = dirname(resolveFrom("@firebase/firestore"));
  /** The builds of the full SDK that reach the network by the module, as they import it. */
  const builds = readdirSync(folder)
    .filter((name) => name.endsWith(".js"))
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("\n");

  function importedFrom(module: string): ReadonlySet<string> {
    const imports = builds.matchAll(/import \{([^}]+)\} from ['"]([^'"]+)['"]/g);
    const names = [...imports].flatMap(([, list = "", from]) =>
      from === `${WRAPPER}/${module}` ? list.split(",") : [],
    );
    return new Set(names.map((name) => name.trim().split(" as ")[0] ?? ""));
  }

  test("asks for the version that the transport stands for", () => {
    const version = dependenciesOf(join(folder, "..", "package.json"))[WRAPPER];
    const transport = dependenciesOf("packages/transport/package.json");
    expect(transport["google-webchannel-wrapper"]).toBe(`npm:${WRAPPER}@${String(version)}`);
  });

  test("imports these modules of the wrapper, and no other", () => {
    const modules = builds.matchAll(/['"]@firebase\/webchannel-wrapper(\/[\w-]+)?['"]/g);
    expect(new Set(Array.from(modules, ([, path]) => path))).toEqual(
      new Set(["/webchannel-blob", "/bloom-blob"]),
    );
  });

  test("imports these names, and the transport has each", () => {
    expect([...importedFrom("webchannel-blob")].toSorted()).toEqual([
      "ErrorCode",
      "Event",
      "EventType",
      "Stat",
      "WebChannel",
      "XhrIo",
      "createWebChannelTransport",
      "getStatEventTarget",
    ]);
    expect([...importedFrom("bloom-blob")].toSorted()).toEqual(["Integer", "Md5"]);
    expect(Object.keys(webchannel)).toEqual(
      expect.arrayContaining([...importedFrom("webchannel-blob")]),
    );
    expect(Object.keys(bloom)).toEqual(expect.arrayContaining([...importedFrom("bloom-blob")]));
  });

  test("calls of these what the transport has", () => {
    // The build that is not minified.
    const name = readdirSync(folder).find((one) => /^common-[\w-]+\.esm\.js$/.test(one));
    const code = readFileSync(join(folder, name ?? ""), "utf8");
    const methodsOf = (made: RegExp) => {
      const [found, variable = ""] = made.exec(code) ?? [];
      const use = code.slice(code.indexOf(found ?? ""), code.indexOf(found ?? "") + 4_000);
      const calls = use.matchAll(new RegExp(`\\b${variable}\\.(\\w+)\\(`, "g"));
      return new Set(Array.from(calls, ([, method]) => method));
    };
    expect(methodsOf(/const (\w+) = new XhrIo/)).toEqual(
      new Set([
        "getLastError",
        "getLastErrorCode",
        "getResponseJson",
        "getResponseText",
        "getStatus",
        "listenOnce",
        "send",
        "setWithCredentials",
      ]),
    );
    expect(methodsOf(/const (\w+) = \w+\.createWebChannel\(/)).toEqual(
      new Set(["close", "open", "send"]),
    );
  });
});

test("the constants that Google's events and errors have are the same here", async () => {
  const google = await import("google-webchannel-wrapper/webchannel-blob");
  expect(webchannel.ErrorCode).toEqual({
    NO_ERROR: google.ErrorCode.NO_ERROR,
    HTTP_ERROR: google.ErrorCode.HTTP_ERROR,
    TIMEOUT: google.ErrorCode.TIMEOUT,
  });
  expect(webchannel.Stat).toEqual({ PROXY: google.Stat.PROXY, NOPROXY: google.Stat.NOPROXY });
  expect(webchannel.Event.STAT_EVENT).toBe(google.Event.STAT_EVENT);
});

function dependenciesOf(file: string): Readonly<Record<string, string>> {
  const { dependencies } = JSON.parse(readFileSync(file, "utf8")) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  return dependencies;
}
