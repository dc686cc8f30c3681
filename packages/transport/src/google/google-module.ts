import type * as google from "google-webchannel-wrapper/webchannel-blob";

export type GoogleModule = typeof google;

let loading: Promise<GoogleModule> | undefined;

/**
 * Google's own module, which is loaded for the first host that is no gateway's: an app that has none
 * does not carry it.
 */
export function googleModule(): Promise<GoogleModule> {
  loading ??= import("google-webchannel-wrapper/webchannel-blob").catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}
