import { Accounts } from "./accounts.ts";

const PROJECT = "https://identitytoolkit.googleapis.com/v1/projects/shop";

/** Accounts before a Firebase Authentication that answers as it is told. */
class Trial {
  nowMs = 1;
  asked: [string, object][] = [];
  answer: () => Promise<unknown> = () => Promise.resolve({ users: [{ validSince: "7" }] });
  readonly accounts = new Accounts({
    project: PROJECT,
    post: (url, body) => {
      this.asked.push([url, body]);
      return this.answer();
    },
    monotonic: () => this.nowMs,
  });

  find(uid = "ada", tenant?: string) {
    return this.accounts.find({ uid, tenant });
  }
}

test("an account is looked up where its project or its tenant has it", async () => {
  const trial = new Trial();
  expect(await trial.find()).toEqual({ disabled: false, validSinceSeconds: 7 });
  trial.answer = () => Promise.resolve({ users: [{ disabled: true }] });
  expect(await trial.find("ada", "ea/st")).toEqual({ disabled: true, validSinceSeconds: 0 });
  trial.answer = () => Promise.resolve({});
  expect(await trial.find("bob")).toBeUndefined();
  expect(trial.asked).toEqual([
    [`${PROJECT}/accounts:lookup`, { localId: ["ada"] }],
    [`${PROJECT}/tenants/ea%2Fst/accounts:lookup`, { localId: ["ada"] }],
    [`${PROJECT}/accounts:lookup`, { localId: ["bob"] }],
  ]);
});

test("what is known holds for a minute, and who ask at the same time share a look", async () => {
  const trial = new Trial();
  await Promise.all([trial.find(), trial.find()]);
  trial.nowMs = 60_001;
  await trial.find();
  expect(trial.asked).toHaveLength(1);
  trial.nowMs = 60_002;
  await trial.find();
  expect(trial.asked).toHaveLength(2);
});

test("a look that fails fails those who wait for it, and is not remembered", async () => {
  const trial = new Trial();
  trial.answer = () => Promise.reject(new Error("it is down"));
  for (const waiting of [trial.find(), trial.find()]) {
    await expect(waiting).rejects.toThrow("it is down");
  }
  trial.answer = () => Promise.resolve({});
  expect(await trial.find()).toBeUndefined();
});
