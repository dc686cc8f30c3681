import { gunzipSync } from "node:zlib";
import { newProject, newSite } from "../../test/support/google-apis/project.ts";
import { Rehearsal } from "../../test/support/google-apis/rehearsal.ts";

// A deploy starts firebase-tools several times.
const SITE = "rehearsal-operators";

let rehearsal: Rehearsal;

beforeAll(async () => {
  const project = newProject("rehearsal-console");
  project.sites.set(SITE, newSite(SITE));
  rehearsal = await Rehearsal.start(project);
});
afterAll(() => {
  rehearsal.close();
});

test.each([
  ["rehearsal-console", "is the project's default site"],
  ["rehearsal-none", "hosting:sites:create rehearsal-none"],
])(
  "a deploy of the console to the site %s is refused before anything is deployed: it %s",
  async (site, told) => {
    const { status, output } = await rehearsal.deploy("--console-site", site);
    expect([status, output]).toEqual([1, expect.stringContaining(told)]);
    // firebase-tools has the API enabled before it lists sites.
    const changes = rehearsal.apis.changes.filter(
      (change) => !change.endsWith("services/firebasehosting.googleapis.com:enable"),
    );
    expect(changes).toEqual([]);
  },
);

test("a deploy that names a site brings the console there, and leaves the default site as it is", async () => {
  const { status, output } = await rehearsal.deploy("--console-site", SITE);
  expect([status, output]).toEqual([0, expect.any(String)]);
  expect(rehearsal.strangeRequests()).toEqual([]);
  const { sites } = rehearsal.project;
  const { content, config, isLive } = sites.get(SITE) ?? newSite("");
  expect(isLive).toBe(true);
  const text = (path: string) => gunzipSync(content.get(path) ?? Buffer.alloc(0)).toString();
  expect(text("/index.html")).toContain("/main.js");
  expect(JSON.parse(text("/console.json"))).toEqual({ region: "us-central1" });
  expect(JSON.stringify(config)).toContain("frame-ancestors 'none'");
  expect(sites.get("rehearsal-console")).toEqual(newSite("rehearsal-console", "DEFAULT_SITE"));
});
