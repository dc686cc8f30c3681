import { once } from "node:events";
import { AlertReceiverServer } from "../../packages/gateway/src/upkeep/alert-receiver.fixture.ts";
import type { GatewayProcess } from "./gateway-process.ts";
import { untilLogged } from "./log-of.ts";
import type { Production } from "./production.ts";

const CLOCK_AHEAD = "test/support/clock-ahead.ts";
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** What no log may hold. */
export const HOOK_SECRET = "sesame-of-the-hook";

/** A line of the log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** A gateway whose alerts are posted, at the times that a test says. */
export class AlertedGateway {
  readonly receiver: AlertReceiverServer;
  readonly #production: Production;
  readonly #namespace: string;
  readonly #all: GatewayProcess[] = [];

  private constructor(production: Production, namespace: string, receiver: AlertReceiverServer) {
    this.#production = production;
    this.#namespace = namespace;
    this.receiver = receiver;
  }

  /** @param namespace keeps apart what it counts: one for each test */
  static async start(production: Production, namespace: string): Promise<AlertedGateway> {
    return new AlertedGateway(production, namespace, await AlertReceiverServer.start());
  }

  /** An instance of a function, whose clock is so many minutes ahead. */
  async instance(
    name: "database" | "upkeep",
    { minutesAhead = 0, env = {} }: { minutesAhead?: number; env?: NodeJS.ProcessEnv } = {},
  ): Promise<GatewayProcess> {
    const given = {
      ALERTS_NAMESPACE: this.#namespace,
      ALERT_HOOK: `${this.receiver.url}/${HOOK_SECRET}`,
      CLOCK_AHEAD_MS: String(minutesAhead * MINUTE_MS),
      ...env,
    };
    const instance = await this.#production.instance(name, given, [CLOCK_AHEAD]);
    this.#all.push(instance);
    return instance;
  }

  /** Ends an instance as Cloud Run does: it stores what it has counted. @returns what it has logged */
  async end(instance: GatewayProcess): Promise<readonly LogLine[]> {
    await untilLogged(instance);
    const exited = once(instance.child, "exit");
    instance.child.kill("SIGTERM");
    await exited;
    return linesOf(instance);
  }

  /** Runs the upkeep, so many minutes from now. @returns what was posted */
  async upkeep(minutesAhead: number): Promise<readonly string[]> {
    const instance = await this.instance("upkeep", { minutesAhead });
    const { status } = await fetch(instance.url, { method: "POST" });
    await instance.stop();
    if (status !== 200) throw new Error(instance.output());
    return this.told();
  }

  /** What was posted since it was asked last. */
  told(): readonly string[] {
    return this.receiver.posts
      .splice(0)
      .map(({ alert, resolved }) => `${resolved === true ? "over" : "begun"} ${String(alert)}`);
  }

  /** All that its instances have printed. */
  output(): string {
    return this.#all.map((instance) => instance.output()).join("\n");
  }

  async stop(): Promise<void> {
    await Promise.all(this.#all.map((instance) => instance.stop()));
    await this.receiver.stop();
  }
}

/** Minutes from now to a quarter past the next full hour, when usage is summed up. */
export function minutesToSumUp(): number {
  const hour = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS;
  return (hour + 16 * MINUTE_MS - Date.now()) / MINUTE_MS;
}

/** The lines of an instance that are of the log. */
export function linesOf(instance: GatewayProcess): readonly LogLine[] {
  return instance
    .output()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as LogLine);
}
