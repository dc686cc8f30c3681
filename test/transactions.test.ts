import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { seeded } from "../functions/src/quota/simulation/random.ts";
import { startFaultyFirestore, type FaultyFirestore } from "./support/faulty-firestore.ts";
import {
  isLinearizable,
  type RegisterEvent,
  type RegisterOperation,
} from "./support/linearizable.ts";
import { Caller, Production, type Answer } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import { startStorm, type Target } from "./support/storm.ts";

/**
 * Clients that read, think, and commit, while connections are cut, answers are lost and calls are
 * repeated. TRANSACTIONS_SECONDS makes it longer, TRANSACTIONS_SEED another storm.
 */
const SECONDS = Number(process.env["TRANSACTIONS_SECONDS"] ?? 12);
const SEED = Number(process.env["TRANSACTIONS_SEED"] ?? 1);

let production: Production;
/** Before each of two instances: what fails here, the caller sees. */
let doors: readonly FaultyFirestore[];
let storm: () => Promise<void>;

beforeAll(async () => {
  production = await Production.start("test/fixtures/collections");
  const instances = await Promise.all([production.instance("every"), production.instance("every")]);
  doors = await Promise.all(instances.map(({ url }) => startFaultyFirestore(new URL(url).host)));
});

beforeEach(() => {
  const { firestore } = production;
  const within: Target = { proxy: firestore, methods: ["commit", "commit", "batchGet"] };
  const without = doors.map((proxy): Target => ({ proxy, methods: ["POST"] }));
  storm = startStorm([within, ...without], seeded(SEED));
});

afterEach(() => storm());

afterAll(async () => {
  await production.stop();
  await Promise.all(doors.map((door) => door.close()));
});

/** Somebody who calls now through one instance, now through the other. */
class Client {
  readonly #callers: readonly Caller[];
  readonly random: () => number;

  constructor(seed: number) {
    this.random = seeded(SEED * 1_000 + seed);
    this.#callers = doors.map(
      ({ host }) => new Caller({ url: `http://${host}/` }, { sub: `client-${String(seed)}` }),
    );
  }

  one<T>(of: readonly T[]): T {
    return of[Math.floor(this.random() * of.length)] as T;
  }

  /** Undefined where the connection was cut. */
  async call<Result>(callable: string, data: object): Promise<Answer<Result> | undefined> {
    try {
      return await this.one(this.#callers).call<Result>(callable, data);
    } catch {
      return undefined;
    }
  }

  /** The first answer that says for certain what became of it: what is sent again is the same request. */
  async callUntilKnown<Result>(callable: string, data: object): Promise<Answer<Result>> {
    for (;;) {
      const answer = await this.call<Result>(callable, data);
      if (answer !== undefined && !isToRepeat(answer)) return answer;
      await sleep(this.random() * 20);
    }
  }
}

function isToRepeat({ error }: Answer<unknown>): boolean {
  return error?.status === "UNAVAILABLE" || error?.status === "ABORTED";
}

interface Work {
  readonly clients: number;
  /** What a client does, again and again. */
  readonly work: (client: Client) => Promise<void>;
  /** Whether all has happened that there is to be proven. */
  readonly isEnough: () => boolean;
}

/** Lets clients work at once until the time is over, longer if the machine is slow. */
async function inParallel({ clients: count, work, isEnough }: Work): Promise<void> {
  const endsAt = performance.now() + SECONDS * 1_000;
  const clients = Array.from({ length: count }, (_, index) => new Client(index));
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() < endsAt || !isEnough()) await work(client);
    }),
  );
}

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
      await inParallel({
        clients: 16,
        work: async (client) => {
          const accounts = await readAccounts(client);
          audit(accounts);
          await transfer(client, accounts);
        },
        isEnough: () => acknowledged.length > 20 && refused.length > 20 && replayed > 0,
      });
      await storm();
      audit(await readAccounts(new Client(99)));
      expect(replayed).toBeGreaterThan(0);
    },
    (SECONDS + 60) * 1_000,
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

  async function readAccounts(client: Client): Promise<readonly Account[]> {
    const request = { paths: ACCOUNTS };
    const { result } = await client.callUntilKnown<{ documents: Account[] }>(
      "getDocuments",
      request,
    );
    return result?.documents ?? [];
  }

  function audit(accounts: readonly Account[]): void {
    const balances = accounts.map(({ data }) => data.balance);
    expect(balances.reduce((sum, amount) => sum + amount, 0)).toBe(INITIAL * ACCOUNTS.length);
    for (const [index, amount] of balances.entries()) {
      expect(amount + (balances[index ^ 1] ?? 0)).toBeGreaterThanOrEqual(0);
    }
  }

  /** Moves some money, if the account and its partner have it: the partner is only read, and verified. */
  async function transfer(client: Client, accounts: readonly Account[]): Promise<void> {
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

describe("a register that 8 callers read, write and swap", () => {
  /** A history is searched as a whole: each register has a short one. */
  const MOST_EVENTS = 120;
  const histories: RegisterEvent[][] = [];
  let lastValue = 0;

  interface Version {
    readonly value: number;
    readonly updateTime: string;
  }
  interface Register {
    readonly path: string;
    readonly history: RegisterEvent[];
    /** The last that anybody saw. */
    seen: Version;
  }

  test(
    "answers as a single one would, whatever is lost on the way",
    async () => {
      let register = await newRegister();
      await inParallel({
        clients: 8,
        work: async (client) => {
          if (register.history.length >= MOST_EVENTS) register = await newRegister();
          await operate(client, register);
        },
        isEnough: () =>
          KINDS_OF_EVENT.every((isSuch) => histories.flat().filter(isSuch).length > 2),
      });
      expect(histories.findIndex((history) => !isLinearizable(history, 0))).toBe(-1);
    },
    (SECONDS + 60) * 1_000,
  );

  const KINDS_OF_EVENT: readonly ((event: RegisterEvent) => boolean)[] = [
    ({ answeredAt }) => answeredAt === Infinity,
    ({ operation }) => operation.kind === "cas" && operation.swapped,
    ({ operation }) => operation.kind === "cas" && !operation.swapped,
    ({ operation }) => operation.kind === "read",
  ];

  async function newRegister(): Promise<Register> {
    const path = `accounts/register-${randomUUID()}`;
    const { updateTime } = await rawFirestore.set(path, { balance: { integerValue: "0" } });
    const register = { path, history: [], seen: { value: 0, updateTime } };
    histories.push(register.history);
    return register;
  }

  async function operate(client: Client, register: Register): Promise<void> {
    const kind = client.one(["read", "write", "cas"] as const);
    const calledAt = performance.now();
    const operation = await {
      read: () => read(client, register),
      write: () => write(client, register),
      cas: () => swap(client, register),
    }[kind]();
    if (operation === undefined) return;
    const { isKnown, ...event } = operation;
    const answeredAt = isKnown ? performance.now() : Infinity;
    register.history.push({ operation: event.operation, calledAt, answeredAt });
  }

  /** What happened, or, where that is not known, what may have; undefined for what surely did not. */
  type Outcome = { readonly operation: RegisterOperation; readonly isKnown: boolean } | undefined;

  async function read(client: Client, register: Register): Promise<Outcome> {
    const answer = await client.call<{ document: Account }>("getDocument", {
      path: register.path,
    });
    if (answer?.result === undefined) return undefined;
    const { data, updateTime } = answer.result.document;
    register.seen = { value: data.balance, updateTime };
    return { operation: { kind: "read", value: data.balance }, isKnown: true };
  }

  async function write(client: Client, register: Register): Promise<Outcome> {
    const value = (lastValue += 1);
    const request = { path: register.path, data: { balance: value } };
    const answer = await send(client, "setDocument", request);
    return outcome(answer, { kind: "write", value });
  }

  async function swap(client: Client, register: Register): Promise<Outcome> {
    const { value: from, updateTime: ifUpdateTime } = register.seen;
    const to = (lastValue += 1);
    const request = { path: register.path, data: { balance: to }, ifUpdateTime };
    const answer = await send(client, "updateDocument", request);
    const swapped = answer?.error?.details.reason !== "STALE";
    if (!swapped) return { operation: { kind: "cas", from, to, swapped }, isKnown: true };
    return outcome(answer, { kind: "cas", from, to, swapped });
  }

  /** Half of the writes are repeated until it is known what became of them. */
  async function send(client: Client, callable: string, request: object) {
    return client.random() < 0.5
      ? client.callUntilKnown(callable, { ...request, requestId: randomUUID() })
      : client.call(callable, request);
  }

  function outcome(answer: Answer<unknown> | undefined, operation: RegisterOperation): Outcome {
    const reason = answer?.error?.details.reason;
    if (answer === undefined || reason === "OUTCOME_UNKNOWN") return { operation, isKnown: false };
    if (reason === undefined) return { operation, isKnown: true };
    expect(["FIRESTORE_UNAVAILABLE", "CONTENTION"]).toContain(reason);
    return undefined;
  }
});
