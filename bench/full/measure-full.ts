import type { Firestore } from "firebase/firestore";
import { addGateway } from "../../packages/transport/src/index.ts";
import { PROJECT } from "../../tools/emulators/start-emulators.ts";
import { idTokenClaims, sign } from "../../tools/production/token-issuer.ts";
import { inTurn, start, type Surroundings } from "../contenders.ts";
import { MeasuredFunction } from "../process/measured-function.ts";
import { compare, type Comparison } from "../report/comparison.ts";
import { sayProgress, type Report } from "../report/report.ts";
import { spreadOf } from "../report/spread.ts";
import { rows } from "../rows.ts";
import { uidOf } from "../sample-document.ts";
import { FULL_ROWS, type FullRow } from "./full-rows.ts";
import { loadSdk, type BundledSdk } from "./load-sdk.ts";
import { signIn } from "./sign-in.ts";

const WARM_UP_CALLS = 10;
const ROUNDS = 9;
/** In each round, each in turn: what counts is their median. */
const CALLS = 10;
const NAMES = ["stock", "gateway"] as const;

interface Client {
  readonly sdk: BundledSdk;
  readonly firestore: Firestore;
}
type Clients = Readonly<Record<(typeof NAMES)[number], Client>>;

/** What an app waits for with Firebase's full SDK: through the gateway, and as it is, before one emulator. */
export async function measureFull(
  stage: Surroundings,
  folder: string,
  report: Report,
): Promise<void> {
  const database = await start("gateway", rows[0], stage);
  const { builds, preload, env } = stage;
  const listen = await MeasuredFunction.start({
    source: builds.gateway,
    target: "listen",
    path: "",
    preload,
    env: env.rest,
  });
  const clients: Clients = {
    stock: await stockClient(folder, env.rest["FIRESTORE_EMULATOR_HOST"] ?? ""),
    gateway: await gatewayClient(folder, database, listen),
  };
  const comparisons: Comparison[] = [];
  for (const row of FULL_ROWS) {
    sayProgress(row.title);
    comparisons.push(await measureRow(row, clients));
  }
  for (const name of NAMES) await clients[name].sdk.firestore.terminate(clients[name].firestore);
  await Promise.all([database.stop(), listen.stop()]);
  report.begin("Firebase's full SDK");
  report.compare({ quantity: "ms/request", digits: 1, rows: comparisons });
}

/** The emulator asks nobody about rules who is the owner. */
async function stockClient(folder: string, host: string): Promise<Client> {
  const sdk = await loadSdk(folder, "stock");
  const app = sdk.app.initializeApp({ apiKey: "demo", projectId: PROJECT });
  const firestore = sdk.firestore.initializeFirestore(app, {});
  const [name = "", port = ""] = host.split(":");
  sdk.firestore.connectFirestoreEmulator(firestore, name, Number(port), { mockUserToken: "owner" });
  return { sdk, firestore };
}

async function gatewayClient(
  folder: string,
  database: MeasuredFunction,
  listen: MeasuredFunction,
): Promise<Client> {
  const sdk = await loadSdk(folder, "gateway");
  const { host } = new URL(database.url);
  addGateway({ host, listenUrl: listen.url });
  const app = sdk.app.initializeApp({ apiKey: "demo", projectId: PROJECT });
  signIn(app, uidOf(0), sign(idTokenClaims(PROJECT, { sub: uidOf(0) })));
  return { sdk, firestore: sdk.firestore.initializeFirestore(app, { host, ssl: false }) };
}

async function measureRow({ title, ask }: FullRow, clients: Clients): Promise<Comparison> {
  let number = 0;
  const timeEach = () =>
    inTurn(NAMES, async (name) => {
      const { sdk, firestore } = clients[name];
      const begun = performance.now();
      await ask(sdk, firestore, number);
      return performance.now() - begun;
    });
  const askEach = async () => {
    number = (number + 10) % 500;
    return timeEach();
  };
  for (let call = 0; call < WARM_UP_CALLS; call += 1) await askEach();
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const times: Awaited<ReturnType<typeof askEach>>[] = [];
    for (let call = 0; call < CALLS; call += 1) times.push(await askEach());
    rounds.push(await inTurn(NAMES, (name) => spreadOf(times.map((of) => of[name])).median));
  }
  return compare({ title, rounds, targets: { stock: { atMost: 1.2 } } });
}
