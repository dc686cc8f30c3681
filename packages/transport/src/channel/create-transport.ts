import { gatewayFor } from "../gateway-for.ts";
import type { GatewayUrls } from "../gateway-urls.ts";
import { GoogleWebChannel } from "../google/google-web-channel.ts";
import { ListenChannel } from "../listen/listen-channel.ts";
import { WriteChannel } from "../write/write-channel.ts";
import { GatewayWebChannel } from "./gateway-web-channel.ts";
import { sentHeaders } from "./sent-headers.ts";
import type { ChannelOptions } from "./stream-channel.ts";
import type { WebChannelOptions } from "./web-channel-options.ts";

type Channel = GatewayWebChannel | GoogleWebChannel;

/** Opens the streams of the SDK. */
export function createWebChannelTransport() {
  return { createWebChannel };
}

/** @param url `https://…/google.firestore.v1.Firestore/Listen/channel`, or `Write` */
function createWebChannel(url: string, options: WebChannelOptions): Channel {
  const urls = gatewayFor(url);
  if (urls === undefined) return new GoogleWebChannel(url, options);
  return new GatewayWebChannel((events) => {
    const channelOptions = { ...optionsOf(urls, options), events };
    return url.endsWith("/Write/channel")
      ? new WriteChannel(channelOptions)
      : new ListenChannel(channelOptions);
  });
}

function optionsOf(
  urls: GatewayUrls,
  { initMessageHeaders = {}, messageUrlParams = {} }: WebChannelOptions,
): Omit<ChannelOptions, "events"> {
  const headers = sentHeaders(initMessageHeaders);
  return { urls, headers, database: messageUrlParams.database ?? "" };
}
