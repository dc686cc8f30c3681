export { refusalOf, type GatewayRefusal } from "./refusal.ts";
export { addGateway, onWriteDelay, type GatewaySetting, type WriteDelay } from "./settings.ts";
