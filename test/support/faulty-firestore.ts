import { once } from "node:events";
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** What can happen to a request on its way: to the next one, or to the next that has this text in its body. */
export type Fault = { readonly holding?: string } &
  /** The connection is cut, and Firestore never sees the request. */
  (
    | { readonly kind: "cutBefore" }
    /** Firestore does what is asked, and the connection is cut before the answer. */
    | { readonly kind: "cutAfter" }
    /** Firestore does what is asked, and its answer comes late. */
    | { readonly kind: "delay"; readonly ms: number }
    /** Firestore does what is asked, and its answer is held back until `heal`. */
    | { readonly kind: "hold" }
    /** A load balancer answers in Firestore's place. */
    | { readonly kind: "answer"; readonly status: number; readonly body?: string }
  );

/** Stands before Firestore's emulator, counts what is asked of it, and fails on command. */
export interface FaultyFirestore {
  /** `host:port`, as FIRESTORE_EMULATOR_HOST takes it. */
  readonly host: string;
  /** The requests that came so far, of one method, such as `commit`, or of all. */
  count(method?: string): number;
  /** The same without what stores usage: an instance does so with the first call of a new minute. */
  countOfCalls(method?: string): number;
  /** From now on, every request that comes is told, whatever becomes of it. */
  watch(see: (method: string, body: string) => void): void;
  /** The next requests of a method, such as `commit`, meet a fault: one, unless `times` says more. */
  fail(method: string, fault: Fault, times?: number): void;
  /**
   * From now on a value that is the text `of` comes back as one of a type of tomorrow's, and one
   * of that type is stored as the text.
   */
  speakOfTomorrow(of: string): void;
  /** Forgets all faults that are to come, and lets go the answers that are held back. */
  heal(): void;
  /** Cuts all connections, and takes no more until `listen`. */
  refuse(): Promise<void>;
  listen(): Promise<void>;
  close(): Promise<void>;
}

/** @param target the emulator's `host:port` */
export async function startFaultyFirestore(target: string): Promise<FaultyFirestore> {
  const faults = new Map<string, Fault[]>();
  const counts = new Map<string, number>();
  const ofCalls = new Map<string, number>();
  const watchers: ((method: string, body: string) => void)[] = [];
  const tomorrow = new Tomorrow();
  const held = new HeldAnswers();
  const agent = new Agent({ keepAlive: true });
  const server = createServer({ keepAliveTimeout: 0 }, (incoming, outgoing) => {
    const method = methodOf(incoming);
    counts.set(method, (counts.get(method) ?? 0) + 1);
    const meet = (body: Buffer) => {
      const text = body.toString();
      if (!USAGE.test(text)) ofCalls.set(method, (ofCalls.get(method) ?? 0) + 1);
      for (const see of watchers) see(method, text);
      return take(faults.get(method) ?? [], body);
    };
    // Whoever asked may be gone before the answer comes, on purpose.
    void pass({ incoming, outgoing, agent, target, tomorrow, held }, meet).catch(() =>
      outgoing.destroy(),
    );
  });
  const listen = async (port: number) => {
    await once(server.listen(port, "127.0.0.1"), "listening");
    return (server.address() as AddressInfo).port;
  };
  const refuse = async () => {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  };
  const port = await listen(0);
  return {
    host: `127.0.0.1:${String(port)}`,
    count: (method) => countIn(counts, method),
    countOfCalls: (method) => countIn(ofCalls, method),
    watch: (see) => void watchers.push(see),
    fail: (method, fault, times = 1) => {
      faults.set(method, [...(faults.get(method) ?? []), ...Array<Fault>(times).fill(fault)]);
    },
    speakOfTomorrow: (of) => void tomorrow.texts.push(of),
    heal: () => {
      faults.clear();
      held.letGo();
    },
    refuse,
    listen: async () => void (await listen(port)),
    close: async () => {
      agent.destroy();
      if (server.listening) await refuse();
    },
  };
}

/** What stores the usage of an instance, in whichever namespace. */
const USAGE = /\/documents\/_(\w+_)?usage\//;

function countIn(counts: ReadonlyMap<string, number>, method: string | undefined): number {
  if (method !== undefined) return counts.get(method) ?? 0;
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

interface Passage {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly agent: Agent;
  readonly target: string;
  readonly tomorrow: Tomorrow;
  readonly held: HeldAnswers;
}

/** Answers that wait until they are let go. */
class HeldAnswers {
  #wait = Promise.withResolvers<void>();

  get untilLetGo(): Promise<void> {
    return this.#wait.promise;
  }

  letGo(): void {
    this.#wait.resolve();
    this.#wait = Promise.withResolvers();
  }
}

/** Firestore once it has a type of values that nobody here has heard of. */
class Tomorrow {
  readonly texts: string[] = [];

  shown(body: Buffer): Buffer {
    return this.#replace(body, (of) => [`"stringValue": "${of}"`, `"tomorrowValue": "${of}"`]);
  }

  stored(body: Buffer): Buffer {
    return this.#replace(body, (of) => [`"tomorrowValue":"${of}"`, `"stringValue":"${of}"`]);
  }

  #replace(body: Buffer, change: (of: string) => readonly [string, string]): Buffer {
    if (this.texts.length === 0) return body;
    let text = body.toString();
    for (const of of this.texts) text = text.replaceAll(...change(of));
    return Buffer.from(text);
  }
}

/** The first fault that is meant for the request; it is spent. */
function take(faults: Fault[], body: Buffer): Fault | undefined {
  const index = faults.findIndex(({ holding = "" }) => body.includes(holding));
  return index === -1 ? undefined : faults.splice(index, 1)[0];
}

async function pass(passage: Passage, meet: (body: Buffer) => Fault | undefined): Promise<void> {
  const { incoming, outgoing } = passage;
  const body = Buffer.concat(await incoming.toArray());
  const fault = meet(body);
  if (fault?.kind === "cutBefore") {
    outgoing.destroy();
    return;
  }
  if (fault?.kind === "answer") {
    outgoing.writeHead(fault.status).end(fault.body);
    return;
  }
  const { tomorrow, held } = passage;
  const letGo = fault?.kind === "hold" ? held.untilLetGo : undefined;
  const answer = await forward(passage, tomorrow.stored(body));
  const content = tomorrow.shown(Buffer.concat(await answer.toArray()));
  if (fault?.kind === "cutAfter") {
    outgoing.destroy();
    return;
  }
  // Nobody has to wait for the end of a delay with whom the test has ended.
  if (fault?.kind === "delay") await sleep(fault.ms, undefined, { ref: false });
  await letGo;
  outgoing.writeHead(answer.statusCode ?? 502, {
    "content-type": answer.headers["content-type"],
    "content-length": content.length,
  });
  outgoing.end(content);
}

async function forward({ incoming, agent, target }: Passage, body: Buffer) {
  const { method, url: path } = incoming;
  const headers = { ...incoming.headers, "content-length": String(body.length) };
  const [hostname, port] = target.split(":");
  const onward = request({ agent, hostname, port, method, path, headers });
  onward.end(body);
  const [answer] = (await once(onward, "response")) as [IncomingMessage];
  return answer;
}

/** What follows the last colon of `/v1/projects/…/documents:commit`; else the HTTP method. */
function methodOf({ url = "", method = "" }: IncomingMessage): string {
  return /:([a-zA-Z]+)$/.exec(url)?.[1] ?? method;
}
