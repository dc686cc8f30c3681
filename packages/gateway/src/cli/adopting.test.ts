import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { resolveOptions } from "../resolve-options.ts";
import { SETTINGS } from "../settings.ts";
import { ProjectFixture } from "./project/project.fixture.ts";

const PAGE = readFileSync("docs/adopting.md", "utf8");

function blockOf(language: string): string {
  const [, code = ""] = new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, "m").exec(PAGE) ?? [];
  return code;
}

test.each(["namespace", "consumeAppCheck", ...Object.keys(SETTINGS)])(
  "docs/adopting.md tells of the option %s, with its default",
  (name) => {
    const options = resolveOptions({ collections: [], quotas: { tiers: {} } as never });
    const { [name]: value } = { ...options } as Record<string, unknown>;
    const [, , shown] =
      PAGE.split("\n")
        .find((line) => line.startsWith(`| \`${name}\` `))
        ?.split("|")
        .slice(1)
        .map((cell) => cell.trim()) ?? [];
    expect(shown).toBe(value === "" ? "none" : `\`${JSON.stringify(value)}\``);
  },
);

test("the two gateways of docs/adopting.md load in what init makes, with an index file each", () => {
  const project = new ProjectFixture();
  try {
    project.write("it.tgz", gzipSync('{"name": "@database-service/gateway"}'));
    expect(project.run(["init", "--package", "it.tgz"]).status).toBe(0);
    project.write("database-service/index.mjs", blockOf("js"));
    project.write("firebase.json", blockOf("json"));
    expect(project.run(["indexes"], "database-service")).toMatchObject({ status: 0, stderr: "" });
    expect(project.read("firestore.indexes.json")).toContain("_crm_quotas");
    expect(project.read("reports.indexes.json")).not.toContain("_crm_quotas");
  } finally {
    project.remove();
  }
});
