import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FUNCTION_NAMES, UPKEEP_FUNCTION } from "../../packages/gateway/src/api/function-names.ts";
import {
  DEPLOY_APIS,
  newProject,
  type CloudFunction,
} from "../../test/support/google-apis/project.ts";
import { Rehearsal } from "../../test/support/google-apis/rehearsal.ts";

// Each deploy starts firebase-tools several times.
const FUNCTIONS = [...FUNCTION_NAMES, UPKEEP_FUNCTION].toSorted();
const RULES = readFileSync("firestore.rules", "utf8");

let rehearsal: Rehearsal;

describe("a project in use", () => {
  const id = "rehearsal-used";
  const INDEX = `projects/${id}/databases/(default)/collectionGroups/orders/indexes/theirs`;
  const FIELD = `projects/${id}/databases/(default)/collectionGroups/logs/fields/expiresAt`;
  const OLD_RULES = { files: [{ name: "firestore.rules", content: "// theirs" }] };
  let others: readonly CloudFunction[];

  beforeAll(async () => {
    const project = newProject(id);
    for (const name of [...DEPLOY_APIS, "runtimeconfig.googleapis.com"]) project.apis.add(name);
    others = [
      existing("us-central1/functions/sendMail", "shop"),
      existing("us-central1/functions/resizeImage"),
      existing("europe-west1/functions/getDocument", "shop"),
    ];
    const removed = existing("us-central1/functions/findDocument", "database-service");
    for (const one of [...others, removed]) project.functions.set(one.name, one);
    const order = { fieldPath: "placedAt", order: "ASCENDING" };
    const fields = [order, { fieldPath: "__name__", order: "ASCENDING" }];
    project.indexes.set(INDEX, { name: INDEX, queryScope: "COLLECTION", fields });
    project.fields.set(FIELD, { name: FIELD, indexConfig: { indexes: [] }, ttlConfig: {} });
    for (const service of ["cloud.firestore", "firebase.storage"]) {
      const rulesetName = `projects/${id}/rulesets/${service.replace(".", "-")}`;
      const name = `projects/${id}/releases/${service}`;
      project.rulesets.set(rulesetName, { name: rulesetName, source: OLD_RULES });
      project.releases.set(name, { name, rulesetName, createTime: "2025-01-01T00:00:00Z" });
    }
    const repository = `projects/${id}/locations/us-central1/repositories/gcf-artifacts`;
    project.repositories.set(repository, { name: repository, cleanupPolicies: { theirs: {} } });
    rehearsal = await Rehearsal.start(project);
  });
  afterAll(() => {
    rehearsal.close();
  });

  function existing(path: string, codebase?: string): CloudFunction {
    const tool = { "deployment-tool": "cli-firebase", "deployment-callable": "true" };
    return {
      name: `projects/${id}/locations/${path}`,
      labels: {
        ...tool,
        ...(codebase !== undefined && { "firebase-functions-codebase": codebase }),
      },
      buildConfig: { runtime: "nodejs24", entryPoint: path.split("/").at(-1) ?? "" },
      serviceConfig: { availableMemory: "256Mi" },
      state: "ACTIVE",
    };
  }

  function expectOthersAsTheyWere(): void {
    const { functions, indexes, fields } = rehearsal.project;
    expect(others.map(({ name }) => functions.get(name))).toEqual(others);
    expect(indexes.has(INDEX)).toBe(true);
    expect(fields.has(FIELD)).toBe(true);
    expect(rehearsal.rulesOf("firebase.storage")).toEqual(OLD_RULES);
    expect(rehearsal.strangeRequests()).toEqual([]);
  }

  test("nothing is deleted without being asked: it names the function, and the rules stay", async () => {
    const { status, output } = await rehearsal.deploy();
    expect(status).toBe(1);
    expect(output).toContain("firebase functions:delete findDocument --region us-central1");
    expect(output).toContain("The rules were not deployed");
    expect([...rehearsal.functionsIn("us-central1").keys()]).toEqual([
      "sendMail",
      "resizeImage",
      "findDocument",
    ]);
    expect(rehearsal.rulesOf("cloud.firestore")).toEqual(OLD_RULES);
    expectOthersAsTheyWere();
  });

  test("beside what runs: the functions are created, a former one deleted, and the rules stay", async () => {
    const only = ["--only", "functions:database-service", "--force"];
    expect(await rehearsal.firebase("deploy", ...only)).toMatchObject({ status: 0 });
    const expected = [...FUNCTIONS, "resizeImage", "sendMail"].toSorted();
    expect([...rehearsal.functionsIn("us-central1").keys()].toSorted()).toEqual(expected);
    expect(rehearsal.rulesOf("cloud.firestore")).toEqual(OLD_RULES);
    expectOthersAsTheyWere();
  });

  test("a changed setting updates the functions, the indexes of others are named and kept, the rules replaced", async () => {
    rehearsal.apis.changes.length = 0;
    writeFileSync(join(rehearsal.folder, `functions/.env.${id}`), "MEMORY_MIB=1024\n");
    const { status, output } = await rehearsal.deploy();
    expect(status === 0 ? "" : output).toBe("");
    expect(output).toContain("orders: placedAt ascending");
    const updated = rehearsal.apis.changes.filter((change) =>
      /^PATCH .*\/functions\//.test(change),
    );
    expect(updated).toHaveLength(FUNCTIONS.length);
    expect(rehearsal.functionsIn("us-central1").get("getDocument")?.serviceConfig).toMatchObject({
      availableMemory: "1024Mi",
    });
    expect(rehearsal.rulesOf("cloud.firestore")).toMatchObject({ files: [{ content: RULES }] });
    expectOthersAsTheyWere();
  });
});
