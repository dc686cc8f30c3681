import type { TargetSnapshot } from "../../../gateway/src/api/listen.ts";
import {
  ManualPage,
  ScriptedStream,
  settled,
  timeOf,
} from "../../../client/src/watch/scripted-gateway.fixture.ts";
import type { StreamError } from "../refusal.ts";
import { ListenChannel } from "./listen-channel.ts";
import type { ListenResponseJson } from "./listen-json.ts";
import { ListenMemory } from "./listen-memory.ts";
import type { ModelCache } from "./model-cache.fixture.ts";
import { ModelSdk } from "./model-sdk.fixture.ts";

const DATABASE = "projects/p/databases/(default)";
export const ROOT = `${DATABASE}/documents/`;

interface ListenerOptions {
  readonly hasStreams?: boolean;
  readonly sdk?: ModelSdk;
  readonly cache?: ModelCache;
}

/** The Listen stream of an SDK, before a gateway that does what a test says. */
export class ScriptedListener {
  readonly page = new ManualPage();
  /** All requests that were made. */
  readonly streams: ScriptedStream[] = [];
  readonly told: ListenResponseJson[] = [];
  readonly memory: ListenMemory;
  sdk: ModelSdk;
  channel: ListenChannel;
  opened = 0;
  ended: StreamError | undefined;
  readonly #fetch = globalThis.fetch;
  readonly #cache: ModelCache | undefined;

  /** @param options `cache`: is told everything, too */
  constructor({ hasStreams = true, sdk = new ModelSdk(), cache }: ListenerOptions = {}) {
    this.#cache = cache;
    globalThis.fetch = ((_url: string, init: RequestInit) => {
      const stream = new ScriptedStream(init);
      this.streams.push(stream);
      return stream.response;
    }) as typeof fetch;
    this.memory = new ListenMemory(hasStreams);
    this.sdk = sdk;
    this.channel = this.#open();
  }

  restore(): void {
    this.channel.close();
    globalThis.fetch = this.#fetch;
  }

  /** The SDK comes again, after an end. */
  reopen(): void {
    this.opened = 0;
    this.ended = undefined;
    this.told.length = 0;
    this.channel = this.#open();
  }

  listen(targetId: number, more: object = {}): void {
    const query = { parent: ROOT.slice(0, -1), structuredQuery: { targetId } };
    this.channel.send({ database: DATABASE, addTarget: { targetId, query, ...more } });
  }

  listenTo(targetId: number, path: string, more: object = {}): void {
    const documents = { documents: [ROOT + path] };
    this.channel.send({ database: DATABASE, addTarget: { targetId, documents, ...more } });
  }

  unlisten(targetId: number): void {
    this.channel.send({ database: DATABASE, removeTarget: targetId });
  }

  /** The latest request, once all is made that is due. */
  async stream(): Promise<ScriptedStream> {
    await this.page.advance(0);
    const stream = this.streams.at(-1);
    if (stream === undefined) throw new Error("Nothing was asked for");
    return stream;
  }

  /** The requests that are not over. */
  get open(): readonly ScriptedStream[] {
    return this.streams.filter(({ isClosed }) => !isClosed);
  }

  /** The kinds of what was told, with the targets of target changes. */
  get kinds(): readonly string[] {
    return this.told.map((response) => {
      if (!("targetChange" in response)) return Object.keys(response)[0] ?? "";
      const { targetChangeType, targetIds } = response.targetChange;
      return `${targetChangeType} ${targetIds.join()}`.trim();
    });
  }

  #open(): ListenChannel {
    const channel = new ListenChannel(
      {
        urls: { database: "http://gateway/database", listen: "http://gateway/listen" },
        database: DATABASE,
        headers: { authorization: "Bearer of ada" },
        events: {
          opened: () => void (this.opened += 1),
          message: (response) => {
            this.told.push(response as ListenResponseJson);
            this.sdk.take(response as ListenResponseJson);
            this.#cache?.take(response as ListenResponseJson);
          },
          ended: (error) => void (this.ended = error),
        },
      },
      this.page,
      this.memory,
    );
    channel.open();
    return channel;
  }
}

/** A document as the gateway tells it, of the version `n`. */
export function messageOf(path: string, n: number) {
  const fields = { n: { integerValue: String(n) } };
  return { name: ROOT + path, fields, createTime: timeOf(0), updateTime: timeOf(n) };
}

/** Tells a snapshot of the target at this place of a request. */
export async function tell(
  stream: ScriptedStream,
  n: number,
  snapshot: Partial<TargetSnapshot> & { readonly at?: number },
): Promise<void> {
  const { at = 0, ...more } = snapshot;
  await stream.tell(n, { messages: [], readTime: timeOf(n), ...more }, at);
  await settled();
}
