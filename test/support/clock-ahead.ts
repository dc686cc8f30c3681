/** Loaded before the gateway: its wall clock is CLOCK_AHEAD_MS ahead, or behind where that is less than 0. */
const aheadMs = Number(process.env["CLOCK_AHEAD_MS"]);
const RealDate = Date;

const now = (): number => RealDate.now() + aheadMs;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args: []) => (args.length === 0 ? new target(now()) : new target(...args)),
  get: (target, name, receiver) =>
    name === "now" ? now : (Reflect.get(target, name, receiver) as unknown),
});
