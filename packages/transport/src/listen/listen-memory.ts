import { CredentialRefusals } from "../write/credential-refusals.ts";
import { KeptResults } from "./kept-results.ts";

/** What is known of a gateway's function `listen` and a database, beyond one stream of the SDK. */
export class ListenMemory {
  readonly credentials = new CredentialRefusals();
  readonly results = new KeptResults();
  /** The time of the last snapshot that the SDK was told of; "" before there was one. */
  snapshotTime = "";
  readonly #hasStreams: boolean;
  #isHeldBack = false;
  #isSilent = false;

  /** @param hasStreams whether the bodies of answers can be read as they come: not in React Native */
  constructor(hasStreams: boolean) {
    this.#hasStreams = hasStreams;
  }

  /** Whether polls are sent in the place of streams. */
  get isPoll(): boolean {
    return this.#isHeldBack || !this.#hasStreams;
  }

  /**
   * Whether the gateway, when it was asked last, had no result. That it answers says then nothing of
   * whether there will be one, and the SDK is not to take itself for online.
   */
  get isSilent(): boolean {
    return this.#isSilent;
  }

  unanswered(): void {
    this.#isSilent = true;
  }

  answered(): void {
    this.#isSilent = false;
  }

  /** Something between keeps back what is streamed. */
  heldBack(): void {
    this.#isHeldBack = true;
  }

  /** A poll was cut: what keeps those back too is no proxy that gathers what is streamed. */
  pollCut(): void {
    this.#isHeldBack = false;
  }
}

const memories = new Map<string, ListenMemory>();

/** What is known in this page of the function at a URL, and of a database that it tells of. */
export function listenMemory(url: string, database: string): ListenMemory {
  const key = `${url} ${database}`;
  const known = memories.get(key);
  if (known !== undefined) return known;
  const hasStreams = typeof Response === "function" && "body" in Response.prototype;
  const memory = new ListenMemory(hasStreams);
  memories.set(key, memory);
  return memory;
}
