import type { GatewayUrls } from "../gateway-urls.ts";
import type { StreamError } from "../refusal.ts";

/** A stream of Firestore's, as Firebase's SDK drives it. */
export interface StreamChannel {
  /** Comes once, before the first `send`. */
  open(): void;
  /** A request: a ListenRequest or a WriteRequest, in JSON. */
  send(request: object): void;
  /**
   * The SDK wants nothing more of it. Comes after `ended` too, and again where Firestore is
   * terminated.
   */
  close(): void;
}

/** What a stream tells the SDK. Nothing may follow `ended`, nor `close`. */
export interface ChannelEvents {
  /** The stream stands; not before `open` has returned. */
  opened(): void;
  /** A response: a ListenResponse or a WriteResponse, in JSON. */
  message(response: object): void;
  /**
   * The stream is over. With UNAVAILABLE the SDK comes again after a while; what else a code does
   * to a listener or a write is the SDK's to say. Without an error it comes again after a while too.
   */
  ended(error?: StreamError): void;
}

/** What a stream is opened with. */
export interface ChannelOptions {
  readonly urls: GatewayUrls;
  /** `projects/p/databases/(default)`. */
  readonly database: string;
  /** Who calls: the ID token, App Check's and the like, as they are to be sent with each request. */
  readonly headers: Readonly<Record<string, string>>;
  readonly events: ChannelEvents;
}
