import { join } from "node:path";
import { buildFunctions } from "../../../../../tools/gateway/build-functions.ts";
import { ProjectFixture } from "../project/project.fixture.ts";

const SOURCE = `import { anyone, collection, gateway, perMinute, timestamp } from "@database-service/gateway";
import * as z from "zod";
const schema = z.strictObject({ at: timestamp(), no: z.string() });
const access = { read: anyone(), write: anyone() };
const few = { calls: [perMinute(1)], reads: [perMinute(1)], writes: [perMinute(1)] };
const quotas = { tiers: { anonymous: few, user: few, service: few, admin: few } };
const times = collection("times", { schema, access });
export const shop = gateway({ collections: [times], quotas });
export const crm = gateway({ collections: [], quotas, namespace: "crm" });
`;
const IMPORT = ["import", "times", "times.csv", "--time-zone", "UTC", "--dry-run"];

let project: ProjectFixture;

beforeAll(async () => {
  project = new ProjectFixture({
    "firebase.json": JSON.stringify({ functions: { source: "app" } }),
    "app/package.json": JSON.stringify({
      type: "module",
      main: "lib/index.js",
      devDependencies: { "@database-service/gateway": "*" },
    }),
    "app/source.js": SOURCE,
    "times.csv": "no,at\n7,2026-11-26\nx,soon\n",
  });
  const app = join(project.folder, "app/source.js");
  await buildFunctions(join(project.folder, "app/lib/index.js"), { app });
});
afterAll(() => {
  project.remove();
});

test("the schemas of an app that is bundled, with the library in it, decide columns and rows", () => {
  const { status, stdout } = project.run([...IMPORT, "--namespace", ""]);
  expect(stdout).toMatch(/no +string +by the collection's schema/);
  expect(stdout).toMatch(/at +timestamp +by the collection's schema/);
  expect(stdout).toContain("line 3, row 2: at: ");
  expect(status).toBe(1);
});

test("of several gateways one has to be named", () => {
  const { status, stderr } = project.run(IMPORT);
  expect(status).toBe(2);
  expect(stderr).toContain('--namespace crm --database "(default)"');
});
