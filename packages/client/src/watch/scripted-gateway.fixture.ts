import type { ListenFrame, TargetSnapshot } from "../../../gateway/src/api/listen.ts";
import { LiveQueries } from "./live-queries.ts";
import type { StreamDoor } from "./stream-door.ts";
import type { WatchClock } from "./watch-clock.ts";

interface ManualTimer {
  readonly atMs: number;
  readonly run: () => void;
}

/** A clock and a page that do what a test says. */
export class ManualPage implements WatchClock {
  readonly #timers = new Set<ManualTimer>();
  readonly #listeners = new Set<() => void>();
  #nowMs = 0;
  #isHidden = false;

  after(ms: number, run: () => void): () => void {
    const timer = { atMs: this.#nowMs + ms, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  random(): number {
    return 0.5;
  }

  isHidden(): boolean {
    return this.#isHidden;
  }

  onChange(run: () => void): () => void {
    this.#listeners.add(run);
    return () => void this.#listeners.delete(run);
  }

  setHidden(isHidden: boolean): void {
    this.#isHidden = isHidden;
    for (const run of this.#listeners) run();
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.#timers.size;
  }

  /** Lets time pass, and all happen that comes of it. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await settled();
    for (;;) {
      const [next] = [...this.#timers].toSorted((a, b) => a.atMs - b.atMs);
      if (next === undefined || next.atMs > untilMs) break;
      this.#timers.delete(next);
      this.#nowMs = next.atMs;
      next.run();
      await settled();
    }
    this.#nowMs = untilMs;
  }
}

/** Until all that is due without time passing has happened. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export interface AskedStream {
  readonly targets: readonly {
    readonly id: string;
    readonly token?: string;
    readonly path?: string;
  }[];
  readonly poll?: true;
}

/** A request for a stream, as a test answers it. */
export class ScriptedStream {
  readonly asked: AskedStream;
  readonly headers: Readonly<Record<string, string>>;
  isClosed = false;
  isOpened = false;
  readonly #answer = Promise.withResolvers<Response>();
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #text = "";

  constructor(init: RequestInit) {
    this.asked = (JSON.parse(init.body as string) as { data: AskedStream }).data;
    this.headers = init.headers as Record<string, string>;
    init.signal?.addEventListener("abort", () => {
      this.isClosed = true;
      this.#answer.reject(new Error("aborted"));
      try {
        this.#controller?.error(new Error("aborted"));
      } catch {
        // It had ended already.
      }
    });
  }

  get response(): Promise<Response> {
    return this.#answer.promise;
  }

  /** The id of a target, by its place. */
  id(index = 0): string {
    return this.asked.targets[index]?.id ?? "";
  }

  /** @param time by the gateway's clock */
  async open(time = timeOf(0)): Promise<void> {
    this.isOpened = true;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => void (this.#controller = controller),
    });
    this.#answer.resolve(new Response(body));
    await this.send({ kind: "open", pingMs: 20_000, time, padding: "" });
  }

  async send(frame: ListenFrame): Promise<void> {
    const line = `${JSON.stringify(frame)}\n`;
    if (this.asked.poll) this.#text += line;
    // In two parts, as a network may deliver it.
    for (const part of [line.slice(0, 9), line.slice(9)])
      this.#controller?.enqueue(new TextEncoder().encode(part));
    await settled();
  }

  /** A snapshot of the target at this place. */
  async tell(readTime: number, snapshot: Partial<TargetSnapshot>, index = 0): Promise<void> {
    const whole = {
      documents: [],
      token: `token-${String(readTime)}`,
      ...snapshot,
      id: this.id(index),
    };
    await this.send({ kind: "snapshot", readTime: timeOf(readTime), targets: [whole] });
  }

  /** Ends it by its last frame. */
  async end(end: Omit<Extract<ListenFrame, { readonly kind: "end" }>, "kind">): Promise<void> {
    await this.send({ kind: "end", ...end });
    await this.finish();
  }

  /** Ends its bytes, whatever was sent. */
  async finish(): Promise<void> {
    if (this.asked.poll) this.#answer.resolve(new Response(this.#text));
    try {
      this.#controller?.close();
    } catch {
      // The client has closed it.
    }
    await settled();
  }

  /** Breaks the connection. */
  async cut(): Promise<void> {
    this.#answer.reject(new TypeError("Failed to fetch"));
    this.#controller?.error(new TypeError("network error"));
    await settled();
  }

  async refuse(status: number, error: object): Promise<void> {
    await this.answer(status, JSON.stringify({ error }));
  }

  /** Answers something else than a stream. */
  async answer(status: number, body: string): Promise<void> {
    this.#answer.resolve(new Response(body, { status }));
    await settled();
  }

  /** Answers as clients without streams see it. */
  async openWithoutBody(): Promise<void> {
    const response = new Response("");
    Object.defineProperty(response, "body", { value: undefined });
    this.#answer.resolve(response);
    await settled();
  }
}

export function timeOf(n: number): string {
  return `2026-01-01T00:00:00.${String(n).padStart(6, "0")}Z`;
}

/** A document as a frame tells it, of the version `n`. */
export function documentOf(path: string, n: number) {
  const id = path.slice(path.lastIndexOf("/") + 1);
  return { path, id, data: { n }, createTime: timeOf(0), updateTime: timeOf(n) };
}

/** The gateway, as far as those who watch see it. */
export class ScriptedGateway {
  readonly streams: ScriptedStream[] = [];
  readonly page = new ManualPage();
  readonly queries: LiveQueries;
  /** How a token is got. */
  getToken: (forceRefresh: boolean) => Promise<string> = () => Promise.resolve("token of ada");
  changeUser: () => void = () => {};
  readonly #fetch = globalThis.fetch;

  constructor() {
    globalThis.fetch = ((_url: string, init: RequestInit) => {
      const stream = new ScriptedStream(init);
      this.streams.push(stream);
      return stream.response;
    }) as typeof fetch;
    const door: StreamDoor = {
      url: "http://gateway/listen",
      headers: async ({ forceRefresh }) => ({ authorization: await this.getToken(forceRefresh) }),
      onUser: (change) => {
        this.changeUser = change;
        return () => (this.changeUser = () => {});
      },
    };
    this.queries = new LiveQueries({ door, clock: this.page, database: undefined });
  }

  restore(): void {
    globalThis.fetch = this.#fetch;
  }

  /** The latest stream that is asked for. */
  async stream(): Promise<ScriptedStream> {
    await this.page.advance(0);
    const stream = this.streams.at(-1);
    if (stream === undefined) throw new Error("No stream was asked for");
    return stream;
  }
}
