import type { Duplex } from "node:stream";
import type { Root } from "../../documents/codec.ts";
import { statusName } from "../../documents/rest/status.ts";
import { StoreError } from "../../documents/store.ts";
import type { ListenEvents, ListenRequest, OpenListen } from "../listen-connection.ts";
import type { ListenStatus } from "../listen-response.ts";
import { decodeResponse } from "./decode-response.ts";
import { encodeRequest } from "./encode-request.ts";
import type { ProtoResponse } from "./listen-proto.ts";

/** A gRPC call that is under way, as far as it is used. */
export interface ListenCall extends Pick<Duplex, "on" | "end"> {
  write(request: object): unknown;
  cancel(): void;
}

/** Calls Firestore's Listen. */
export interface ListenService {
  listen(): Promise<ListenCall>;
  /** Closes the connections, for ever. Calls that are under way end, and others fail. */
  close(): Promise<void>;
}

/** Opens Listen streams over gRPC. */
export function openGrpcListen(service: ListenService, root: Root): OpenListen {
  return (events) => {
    const stream = new GrpcListen(events, root);
    void stream.run(service);
    return stream;
  };
}

class GrpcListen {
  readonly #events: ListenEvents;
  readonly #root: Root;
  /** What was sent before there was a call. */
  #waiting: object[] = [];
  #call: ListenCall | undefined;
  #isOver = false;

  constructor(events: ListenEvents, root: Root) {
    this.#events = events;
    this.#root = root;
  }

  async run(service: ListenService): Promise<void> {
    try {
      const call = await service.listen();
      if (this.#isOver) return abandon(call);
      this.#call = call;
      call.on("data", (proto: ProtoResponse) => this.#onData(proto));
      call.on("error", (error) => this.#end(statusOf(error)));
      call.on("end", () =>
        this.#end({ code: "UNAVAILABLE", message: "Firestore ended the stream" }),
      );
      for (const request of this.#waiting) call.write(request);
      this.#waiting = [];
    } catch (error) {
      this.#end(statusOf(error));
    }
  }

  send(request: ListenRequest): void {
    if (this.#isOver) return;
    try {
      const encoded = encodeRequest(request, this.#root);
      if (this.#call === undefined) this.#waiting.push(encoded);
      else this.#call.write(encoded);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#refuse(request, error);
    }
  }

  close(): void {
    this.#isOver = true;
    this.#waiting = [];
    if (this.#call !== undefined) abandon(this.#call);
  }

  /** What Firestore can't be asked ends as if it had refused it. */
  #refuse({ targetId }: ListenRequest, { code, message }: StoreError): void {
    queueMicrotask(() => {
      if (this.#isOver) return;
      const cause = { code, message };
      this.#events.onResponse({ kind: "target", change: "REMOVE", targetIds: [targetId], cause });
    });
  }

  #onData(proto: ProtoResponse): void {
    if (this.#isOver) return;
    try {
      const response = decodeResponse(proto, this.#root);
      if (response !== undefined) this.#events.onResponse(response);
    } catch (error) {
      this.#end(statusOf(error));
    }
  }

  #end(status: ListenStatus): void {
    if (this.#isOver) return;
    this.close();
    this.#events.onEnd(status);
  }
}

/** Nothing that it says matters any more, its error neither. */
function abandon(call: ListenCall): void {
  call.on("error", () => undefined);
  call.cancel();
}

function statusOf(error: unknown): ListenStatus {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return {
    code: (typeof code === "number" ? statusName(code) : undefined) ?? "UNKNOWN",
    message: typeof message === "string" ? message : "unknown reason",
  };
}
