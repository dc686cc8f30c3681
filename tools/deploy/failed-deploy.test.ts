import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DEPLOY_APIS, newProject } from "../../test/support/google-apis/project.ts";
import { Rehearsal } from "../../test/support/google-apis/rehearsal.ts";
import { apiError } from "../../test/support/google-apis/route.ts";

// Each deploy starts firebase-tools several times.
let rehearsal: Rehearsal;

describe("a deploy that fails says what to do, and leaves the rules as they are", () => {
  beforeEach(async () => {
    const project = newProject("rehearsal-fails");
    for (const name of DEPLOY_APIS) project.apis.add(name);
    rehearsal = await Rehearsal.start(project);
  });
  afterEach(() => {
    rehearsal.close();
  });

  async function expectFailure(advice: string | RegExp): Promise<void> {
    const { status, output } = await rehearsal.deploy();
    expect(status).toBe(1);
    expect(output).toMatch(advice);
    expect(rehearsal.rulesOf("cloud.firestore")).toBeUndefined();
    expect(rehearsal.strangeRequests()).toEqual([]);
  }

  test("where there is no Firestore database: none is made in a place that nobody chose", async () => {
    rehearsal.project.databases.clear();
    await expectFailure('npx firebase firestore:databases:create "(default)"');
    expect(rehearsal.apis.changes).toEqual([]);
  });

  test("where a function of others has a callable's name: it is not replaced", async () => {
    const { id, functions } = rehearsal.project;
    const name = `projects/${id}/locations/us-central1/functions/getDocument`;
    functions.set(name, { name, labels: { "deployment-callable": "true" }, state: "ACTIVE" });
    await expectFailure("getDocument (us-central1, codebase default)");
    expect(rehearsal.apis.changes).toEqual([]);
  });

  test("where warm instances cost money: somebody confirms that at a terminal", async () => {
    const { id } = rehearsal.project;
    writeFileSync(join(rehearsal.folder, `functions/.env.${id}`), "MIN_INSTANCES=1\n");
    await expectFailure("Deploy once at a terminal");
    expect(rehearsal.project.functions.size).toBe(0);
  });

  test("where functions can't be made public: they are deleted and deployed again", async () => {
    const answer = apiError(403, "PERMISSION_DENIED", "An organization policy forbids allUsers.");
    rehearsal.apis.failures.push({ method: "POST", url: "getdocument:setIamPolicy", answer });
    await expectFailure(/npx firebase functions:delete .*getDocument.* --project rehearsal-fails/);
  });
});
