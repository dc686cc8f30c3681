import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { hasMainClass, wrapperJar } from "./jar.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "jar-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function written(jar: Buffer): string {
  const path = join(folder, "any.jar");
  writeFileSync(path, jar);
  return path;
}

test("a wrapper has a main class", () => {
  expect(hasMainClass(written(wrapperJar("com.example.Main", pathToFileURL("/a/b.jar"))))).toBe(
    true,
  );
});

// `jar --create` of an empty folder, without and with --main-class: entries before the manifest,
// which is compressed, with its sizes after it.
const WITHOUT_MAIN_CLASS =
  "UEsDBAoAAAgAAGFpdl0AAAAAAAAAAAAAAAAJAAQATUVUQS1JTkYv/soAAFBLAwQUAAgICABhaXZdAAAAAAAAAAAAAAAAFAAAAE1FVEEtSU5GL01BTklGRVNULk1G803My0xLLS7RDUstKs7Mz7NSMNQz4OVyLkpNLElN0XWqtFIwMtUz0DNW0HBNzsksKE5VcEzJLyjJLM3V5OXi5QIAUEsHCBiFWuFCAAAAQAAAAFBLAQIKAAoAAAgAAGFpdl0AAAAAAAAAAAAAAAAJAAQAAAAAAAAAAAAAAAAAAABNRVRBLUlORi/+ygAAUEsBAhQAFAAICAgAYWl2XRiFWuFCAAAAQAAAABQAAAAAAAAAAAAAAAAAKwAAAE1FVEEtSU5GL01BTklGRVNULk1GUEsFBgAAAAACAAIAfQAAAK8AAAAAAA==";
const WITH_MAIN_CLASS =
  "UEsDBAoAAAgAAHtpdl0AAAAAAAAAAAAAAAAJAAQATUVUQS1JTkYv/soAAFBLAwQUAAgICAB7aXZdAAAAAAAAAAAAAAAAFAAAAE1FVEEtSU5GL01BTklGRVNULk1G803My0xLLS7RDUstKs7Mz7NSMNQz4OVyLkpNLElN0XWqtFIwMtUz0DNW0HBNzsksKE5VcEzJLyjJLM3V5OXyTczM03XOSSwutlIAsXm5eLkAUEsHCDbXRQVRAAAAUgAAAFBLAQIKAAoAAAgAAHtpdl0AAAAAAAAAAAAAAAAJAAQAAAAAAAAAAAAAAAAAAABNRVRBLUlORi/+ygAAUEsBAhQAFAAICAgAe2l2XTbXRQVRAAAAUgAAABQAAAAAAAAAAAAAAAAAKwAAAE1FVEEtSU5GL01BTklGRVNULk1GUEsFBgAAAAACAAIAfQAAAL4AAAAAAA==";

test.each([
  [WITHOUT_MAIN_CLASS, false],
  [WITH_MAIN_CLASS, true],
])("a jar that Java's own tool made is read: %#", (base64, expected) => {
  expect(hasMainClass(written(Buffer.from(base64, "base64")))).toBe(expected);
});

test("no line of its manifest is longer than Java reads, and together they say what was given", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (name) => {
      const url = pathToFileURL(`/${name.replaceAll(/[\0\ud800-\udfff]/g, "")}/x.jar`);
      const manifest = /Manifest-Version[^]*\r\n\r\n/.exec(
        wrapperJar("Main", url).toString("latin1"),
      )?.[0];
      const lines = manifest?.split("\r\n") ?? [];
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(72);
      expect(lines.join("\n").replaceAll("\n ", "")).toContain(`Class-Path: ${url.href}\n`);
    }),
  );
});
