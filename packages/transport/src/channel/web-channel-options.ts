/** The part of what the SDK opens a stream with that concerns the gateway. */
export interface WebChannelOptions {
  readonly initMessageHeaders?: Readonly<Record<string, string>>;
  readonly messageUrlParams?: { readonly database?: string };
}
