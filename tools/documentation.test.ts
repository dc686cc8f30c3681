import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { api } from "../packages/gateway/src/api/api.ts";

const PAGES = globSync("{*.md,{docs,packages,examples}/**/*.md}", {
  exclude: ["**/node_modules/**"],
});

function proseOf(page: string): string {
  return readFileSync(page, "utf8").replaceAll(/^```[^]*?^```$/gm, "");
}

/** The anchors that GitHub gives a page's headings. */
function anchorsOf(page: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of proseOf(page).matchAll(/^#+ (.*)$/gm)) {
    const words = heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\-_ ]/gu, "");
    anchors.add(words.replaceAll(" ", "-"));
  }
  return anchors;
}

function brokenLinks(page: string): readonly string[] {
  const withoutCode = proseOf(page).replaceAll(/`[^`\n]*`/g, "");
  return Array.from(withoutCode.matchAll(/\]\(([^)\s]+)\)/g), ([, link = ""]) => link).filter(
    (link) => {
      if (/^(https?|mailto):/.test(link)) return false;
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : normalize(join(dirname(page), path));
      if (!existsSync(target)) return true;
      return anchor !== undefined && !anchorsOf(target).has(anchor);
    },
  );
}

test.each(PAGES)("each link of %s leads somewhere", (page) => {
  expect(brokenLinks(page)).toEqual([]);
});

/** The first words in backticks of a page's table rows. */
function rowsOf(page: string): readonly string[] {
  return Array.from(proseOf(page).matchAll(/^\| `([\w-]+)`/gm), ([, name = ""]) => name);
}

test("README has a row for each callable", () => {
  expect(rowsOf("README.md")).toEqual(expect.arrayContaining(Object.keys(api)));
});

test("docs/adopting.md has a row for each command, or names it in another's", () => {
  const cli = readFileSync("packages/gateway/src/cli/run-cli.ts", "utf8");
  const commands = Array.from(cli.matchAll(/^ {2}\["([\w-]+)", async/gm), ([, name = ""]) => name);
  expect(commands.length).toBeGreaterThan(10);
  const table = proseOf("docs/adopting.md")
    .split("\n")
    .filter((line) => line.startsWith("|"));
  const isNamed = (command: string) => table.some((line) => line.includes(`\`${command}\``));
  expect(commands.filter((command) => !isNamed(command))).toEqual([]);
});
