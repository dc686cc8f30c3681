import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Emulators } from "../tools/emulators/start-emulators.ts";
import { startKeyServer } from "../tools/production/token-issuer.ts";
import { startTestEmulators } from "../tools/testing/start-test-emulators.ts";
import type { Surroundings } from "./contenders.ts";
import { FakeFirestore } from "./fake-firestore/fake-firestore.ts";
import { LoadGenerator } from "./load/load-generator.ts";
import type { Measuring } from "./measure.ts";
import { makeBuilds, type Builds } from "./process/builds.ts";
import { seed } from "./seed.ts";
import { googleEnv, googleIdentity, startMetadataServer } from "./start/fake-google.ts";

/** What is measured needs around it. Each server is started when it is first needed. */
export class Stage {
  readonly #folder: string;
  readonly #load = new LoadGenerator();
  readonly #google = googleIdentity();
  #builds: Promise<Builds> | undefined;
  #fake: Promise<FakeFirestore> | undefined;
  #keys: Promise<string> | undefined;
  #emulator: Promise<string> | undefined;
  #emulators: Emulators | undefined;

  /** @param folder what it may fill, and removes in the end */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A Firestore that answers at once, out of memory, and counts what it is asked. */
  async fake(): Promise<Surroundings & Measuring> {
    const fake = await this.#fakeFirestore();
    const surroundings = await this.#emulated(fake.ports);
    return { ...surroundings, load: this.#load, counts: () => fake.counts() };
  }

  /** Firestore's emulator. */
  async emulator(): Promise<Surroundings> {
    const port = Number((await this.firestoreEmulator()).split(":")[1]);
    return this.#emulated({ rest: port, grpc: port });
  }

  /** As in production: credentials of a metadata server, and TLS to Firestore and to the keys of tokens. */
  async google(): Promise<Surroundings> {
    const [builds, fake] = await Promise.all([this.builds(), this.#fakeFirestore()]);
    const keys = portOf((await startKeyServer(this.#google)).origin);
    const metadata = await startMetadataServer();
    const env = (firestore: number) =>
      googleEnv({ firestore, keys, metadata }, this.#google, this.#folder);
    const { tlsRest, tlsGrpc } = fake.ports;
    const { fakeNetwork, answerBench } = builds.preload;
    const preload = [fakeNetwork, answerBench];
    return { builds, preload, env: { rest: env(tlsRest), grpc: env(tlsGrpc) } };
  }

  builds(): Promise<Builds> {
    return (this.#builds ??= makeBuilds(this.#folder));
  }

  /** The same for all who ask. @returns its `host:port` */
  firestoreEmulator(): Promise<string> {
    return (this.#emulator ??= this.#startEmulator());
  }

  async close(): Promise<void> {
    await this.#emulators?.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #fakeFirestore(): Promise<FakeFirestore> {
    return (this.#fake ??= this.#startFake());
  }

  async #startFake(): Promise<FakeFirestore> {
    const fake = await FakeFirestore.start(this.#google);
    await seed(`127.0.0.1:${String(fake.ports.rest)}`);
    return fake;
  }

  /** Firestore is said to be an emulator, which needs neither credentials nor TLS. */
  async #emulated(ports: { rest: number; grpc: number }): Promise<Surroundings> {
    const builds = await this.builds();
    const keyServer = await (this.#keys ??= startKeyServer().then(({ origin }) => origin));
    const env = (port: number) => ({
      FIRESTORE_EMULATOR_HOST: `127.0.0.1:${String(port)}`,
      KEY_SERVER_ORIGIN: keyServer,
      // Only Google's machines have a metadata server, which firebase-admin would look for.
      METADATA_SERVER_DETECTION: "none",
    });
    const { googleKeys, answerBench } = builds.preload;
    const preload = [googleKeys, answerBench];
    return { builds, preload, env: { rest: env(ports.rest), grpc: env(ports.grpc) } };
  }

  async #startEmulator(): Promise<string> {
    const folder = join(this.#folder, "emulators");
    mkdirSync(folder, { recursive: true });
    const started = await startTestEmulators(folder);
    this.#emulators = started;
    await started.ready;
    const host = started.testEnv["FIRESTORE_EMULATOR_HOST"] ?? "";
    await seed(host);
    return host;
  }
}

function portOf(origin: string): number {
  return Number(new URL(origin).port);
}
