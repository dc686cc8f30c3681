import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { PartialMessage } from "esbuild";
import { forward } from "./forward.ts";
import { FunctionsProcess, startFunctions } from "./functions-process.ts";
import { isListening, refuseListening } from "./refuse-listening.ts";

export interface FunctionsServerOptions {
  readonly project: string;
  /** The module that was loaded last. */
  readonly module: string;
  /** Where Firebase's functions emulator listens, which answers what is not the gateway's. */
  readonly emulatorPort: number;
  /** Whether documents are where nobody can listen to them. */
  readonly withoutListening: boolean;
  /** The functions' environment, read anew for each process. */
  readonly readEnv: () => NodeJS.ProcessEnv;
  /** Gets what the functions print. */
  readonly onOutput: (text: string) => void;
  /** Gets what whoever started this has to know. */
  readonly report: (text: string) => void;
}

/**
 * Answers where clients expect Firebase's functions emulator: the gateway's functions in one
 * process, as an instance does, since the emulator starts a process for each call that comes while
 * others are under way. All else is the emulator's: functions that are not the gateway's, triggers,
 * and what it tells of them.
 */
export class FunctionsServer {
  readonly #options: FunctionsServerOptions;
  readonly #server = createServer((request, response) => {
    void this.#answer(request, response);
  });
  readonly #running = new Set<FunctionsProcess>();
  #current: FunctionsProcess | undefined;
  #restarting: Promise<PartialMessage | undefined> | undefined;
  #isClosing = false;

  constructor(options: FunctionsServerOptions) {
    this.#options = options;
  }

  /**
   * Serves the functions of a module from now on; calls under way are finished by those before.
   * What can't be loaded changes nothing, and is told.
   */
  async load(module: string): Promise<PartialMessage | undefined> {
    const { readEnv, onOutput } = this.#options;
    const next = await startFunctions(module, { env: readEnv(), onOutput });
    if (!(next instanceof FunctionsProcess)) return next;
    this.#running.add(next);
    void next.ended.then(() => this.#ended(next));
    if (this.#isClosing) await next.kill();
    this.#current?.retire();
    this.#current = next;
    return undefined;
  }

  async listen(port: number, host: string): Promise<void> {
    await once(this.#server.listen(port, host), "listening");
  }

  /** Ends the processes, and closes all connections. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#server.close();
    this.#server.closeAllConnections();
    await Promise.all([...this.#running].map((each) => each.kill()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { project, emulatorPort, withoutListening } = this.#options;
    const { url = "/" } = request;
    const path = url.startsWith(`/${project}/`) ? url.slice(project.length + 1) : "";
    const current = path === "" ? undefined : await this.#alive();
    const [named = ""] = /^\/[^/?]+\/[^/?]+/.exec(path) ?? [];
    if (current?.serves(named) !== true) {
      forward(request, response, { port: emulatorPort, path: url });
      return;
    }
    if (withoutListening && request.method === "POST" && isListening(named)) {
      refuseListening(response);
      return;
    }
    current.enter();
    response.once("close", () => {
      current.leave();
    });
    forward(request, response, { port: current.port, path, agent: current.agent });
  }

  /** The process that serves; one that has ended by itself is started again by the next call. */
  async #alive(): Promise<FunctionsProcess | undefined> {
    if (this.#current === undefined && !this.#isClosing) {
      this.#restarting ??= this.load(this.#options.module);
      await this.#restarting;
      this.#restarting = undefined;
    }
    return this.#current;
  }

  #ended(process: FunctionsProcess): void {
    this.#running.delete(process);
    process.agent.destroy();
    if (this.#current !== process) return;
    this.#current = undefined;
    if (this.#isClosing) return;
    this.#options.report(
      "The functions' process has ended by itself. The next call starts another.",
    );
  }
}
