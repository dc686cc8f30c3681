/**
 * What Firebase's Firestore SDK imports of `@firebase/webchannel-wrapper/webchannel-blob`, under the
 * same names. Each request goes to the gateway, or by Google's own module, as its URL says.
 */
export { createWebChannelTransport } from "./channel/create-transport.ts";
export { ErrorCode, Event, EventType, Stat, WebChannel } from "./constants.ts";
export { FetchXmlHttpFactory } from "./fetch-xml-http-factory.ts";
export { getStatEventTarget } from "./google/stat-events.ts";
export { XhrIo } from "./unary/xhr-io.ts";
