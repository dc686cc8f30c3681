import { randomUUID } from "node:crypto";
import type { Answer } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import { STORM_SECONDS, StormyGateway, type RestlessClient } from "./support/stormy-gateway.ts";

/**
 * Clients that read, think, and commit, while connections are cut, answers are lost and calls are
 * repeated. STORM_SECONDS makes it longer, STORM_SEED another storm.
 */
let gateway: StormyGateway;

beforeAll(async () => {
  gateway = await StormyGateway.start();
});

afterAll(() => gateway.stop());

interface Account {
  readonly path: string;
  readonly data: { readonly balance: number };
  readonly updateTime: string;
}
interface Transfer {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly amount: number;
}

const ACCOUNTS = Array.from({ length: 10 }, (_, index) => `accounts/${String(index)}`);
const INITIAL = 10;

/** Each account has a partner that vouches for it: the two of them together never owe anything. */
const partnerOf = (path: string) => ACCOUNTS[ACCOUNTS.indexOf(path) ^ 1] as string;

describe("money that 16 callers move between 10 accounts", () => {
  const acknowledged: Transfer[] = [];
  const refused: Transfer[] = [];
  let replayed = 0;

  beforeAll(async () => {
    for (const path of ACCOUNTS) await rawFirestore.set(path, balance(INITIAL));
  });

  test(
    "is at every moment as much as before, and no two partners owe any",
    async () => {
      await gateway.work({
        clients: 16,
        task: async (client) => {
          const accounts = await readAccounts(client);
          if (!isSound(accounts)) await expectTorn(client, accounts);
          else await transfer(client, accounts);
        },
        isEnough: () => acknowledged.length > 20 && refused.length > 20 && replayed > 0,
      });
      await gateway.calm();
      expect(isSound(await readAccounts(gateway.client(99)))).toBe(true);
      expect(replayed).toBeGreaterThan(0);
    },
    STORM_SECONDS * 1_000 + 600_000,
  );

  test("no acknowledged transfer is lost, no refused one is applied", async () => {
    for (const { id, from, to, amount } of acknowledged) {
      expect((await rawFirestore.get(`transfers/${id}`))?.fields).toEqual({
        from: { stringValue: from },
        to: { stringValue: to },
        amount: { integerValue: String(amount) },
      });
    }
    for (const { id } of refused) expect(await rawFirestore.get(`transfers/${id}`)).toBeNull();
  });

  test("no transfer is applied twice: the balances are what the transfers come to", async () => {
    const stored = await Promise.all(ACCOUNTS.map((path) => rawFirestore.get(path)));
    expect(stored.map((account) => account?.fields)).toEqual(
      ACCOUNTS.map((path) => balance(INITIAL + received(path))),
    );
  });

  function balance(amount: number) {
    return { balance: { integerValue: String(amount) } };
  }

  function received(path: string): number {
    return acknowledged.reduce((sum, { from, to, amount }) => {
      if (from === path) return sum - amount;
      return to === path ? sum + amount : sum;
    }, 0);
  }

  async function readAccounts(client: RestlessClient): Promise<readonly Account[]> {
    const request = { paths: ACCOUNTS };
    const { result } = await client.callUntilKnown<{ documents: Account[] }>(
      "getDocuments",
      request,
    );
    return result?.documents ?? [];
  }

  function isSound(accounts: readonly Account[]): boolean {
    const balances = accounts.map(({ data }) => data.balance);
    const sum = balances.reduce((total, amount) => total + amount, 0);
    return (
      sum === INITIAL * ACCOUNTS.length &&
      balances.every((amount, index) => amount + (balances[index ^ 1] ?? 0) >= 0)
    );
  }

  /**
   * Firestore's emulator now and then reads some documents before a commit and some after it, which
   * Firestore doesn't. What never was like that at any moment can't be verified either.
   */
  async function expectTorn(client: RestlessClient, accounts: readonly Account[]): Promise<void> {
    const writes = accounts.map(({ path, updateTime }) => ({
      op: "verify",
      path,
      ifUpdateTime: updateTime,
    }));
    const { error } = await client.callUntilKnown("batchWrite", { writes });
    expect(error?.details.reason).toBe("STALE");
  }

  /** Moves some money, if the account and its partner have it: the partner is only read, and verified. */
  async function transfer(client: RestlessClient, accounts: readonly Account[]): Promise<void> {
    const from = client.one(accounts);
    const to = client.one(accounts.filter((account) => account !== from));
    const partner = accounts.find(({ path }) => path === partnerOf(from.path)) as Account;
    const amount = 1 + Math.floor(client.random() * 20);
    if (partner !== to && from.data.balance + partner.data.balance < amount) return;
    const moved = { id: randomUUID(), from: from.path, to: to.path, amount };
    const writes = [
      update(from, -amount),
      update(to, amount),
      ...(partner === to
        ? []
        : [{ op: "verify", path: partner.path, ifUpdateTime: partner.updateTime }]),
      {
        op: "create",
        path: `transfers/${moved.id}`,
        data: { from: moved.from, to: moved.to, amount },
      },
    ];
    const requestId = randomUUID();
    const answer = await client.callUntilKnown<{ replayed?: true }>("batchWrite", {
      writes,
      requestId,
    });
    if (answer.error === undefined) acknowledged.push(moved);
    else refused.push(moved);
    if (answer.result?.replayed === true) replayed += 1;
    if (answer.error !== undefined) expectLostRace(answer, writes);
  }

  function update({ path, data, updateTime }: Account, by: number) {
    return {
      op: "update",
      path,
      data: { balance: data.balance + by },
      ifUpdateTime: updateTime,
    };
  }

  function expectLostRace(
    { error }: Answer<unknown>,
    writes: readonly { readonly path: string }[],
  ): void {
    expect(error).toMatchObject({ status: "FAILED_PRECONDITION", details: { reason: "STALE" } });
    const path = writes[Number(error?.details["index"])]?.path;
    const paths = error?.details["paths"] as readonly string[];
    expect(error?.details["path"]).toBe(path);
    expect(paths[0]).toBe(path);
    expect(writes.slice(0, -1).map((write) => write.path)).toEqual(expect.arrayContaining(paths));
  }
});
