import { DEPLOY_APIS, newProject } from "../../test/support/google-apis/project.ts";
import { Rehearsal } from "../../test/support/google-apis/rehearsal.ts";

// A deploy starts firebase-tools several times.
let rehearsal: Rehearsal;

beforeAll(async () => {
  const project = newProject("rehearsal-one");
  for (const name of DEPLOY_APIS) project.apis.add(name);
  rehearsal = await Rehearsal.start(project);
});
afterAll(() => {
  rehearsal.close();
});

test("one function alone is deployed where it is named, with the indexes and the rules", async () => {
  const { status, output } = await rehearsal.deploy("--only", "database");
  expect({ status, output }).toMatchObject({ status: 0 });
  expect([...rehearsal.functionsIn("us-central1").keys()]).toEqual(["database"]);
  expect(rehearsal.project.indexes.size).toBeGreaterThan(0);
  expect(rehearsal.rulesOf("cloud.firestore")).toBeDefined();
  expect(rehearsal.strangeRequests()).toEqual([]);
});
