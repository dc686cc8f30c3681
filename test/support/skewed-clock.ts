/** Loaded before the gateway: its wall clock is wrong by CLOCK_SKEW_MS, and every few seconds wrong the other way. */
const skewMs = Number(process.env["CLOCK_SKEW_MS"]);
const FLIP_MS = 4_000;
const RealDate = Date;

function now(): number {
  const isFlipped = Math.floor(performance.now() / FLIP_MS) % 2 === 1;
  return RealDate.now() + (isFlipped ? -skewMs : skewMs);
}

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args: []) => (args.length === 0 ? new target(now()) : new target(...args)),
  get: (target, name, receiver) =>
    name === "now" ? now : (Reflect.get(target, name, receiver) as unknown),
});
