import { randomUUID } from "node:crypto";
import {
  isLinearizable,
  type RegisterEvent,
  type RegisterOperation,
} from "./support/linearizable.ts";
import type { Answer } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import { STORM_SECONDS, StormyGateway, type RestlessClient } from "./support/stormy-gateway.ts";

/**
 * What callers see of one document while connections are cut, answers are lost and calls are
 * repeated. STORM_SECONDS makes it longer, STORM_SEED another storm.
 */
let gateway: StormyGateway;

beforeAll(async () => {
  gateway = await StormyGateway.start();
});

afterAll(() => gateway.stop());

interface Account {
  readonly data: { readonly balance: number };
  readonly updateTime: string;
}

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
      await gateway.work({
        clients: 8,
        task: async (client) => {
          if (register.history.length >= MOST_EVENTS) register = await newRegister();
          await operate(client, register);
        },
        isEnough: () =>
          KINDS_OF_EVENT.every((isSuch) => histories.flat().filter(isSuch).length > 2),
      });
      expect(histories.findIndex((history) => !isLinearizable(history, 0))).toBe(-1);
    },
    STORM_SECONDS * 1_000 + 600_000,
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

  async function operate(client: RestlessClient, register: Register): Promise<void> {
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

  async function read(client: RestlessClient, register: Register): Promise<Outcome> {
    const answer = await client.call<{ document: Account }>("getDocument", {
      path: register.path,
    });
    if (answer?.result === undefined) return undefined;
    const { data, updateTime } = answer.result.document;
    register.seen = { value: data.balance, updateTime };
    return { operation: { kind: "read", value: data.balance }, isKnown: true };
  }

  async function write(client: RestlessClient, register: Register): Promise<Outcome> {
    const value = (lastValue += 1);
    const request = { path: register.path, data: { balance: value } };
    const answer = await send(client, "setDocument", request);
    return outcome(answer, { kind: "write", value });
  }

  async function swap(client: RestlessClient, register: Register): Promise<Outcome> {
    const { value: from, updateTime: ifUpdateTime } = register.seen;
    const to = (lastValue += 1);
    const request = { path: register.path, data: { balance: to }, ifUpdateTime };
    const answer = await send(client, "updateDocument", request);
    const swapped = answer?.error?.details.reason !== "STALE";
    if (!swapped) return { operation: { kind: "cas", from, to, swapped }, isKnown: true };
    return outcome(answer, { kind: "cas", from, to, swapped });
  }

  /** Half of the writes are repeated until it is known what became of them. */
  async function send(client: RestlessClient, callable: string, request: object) {
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
