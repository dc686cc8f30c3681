/** Loaded before the gateway: it waits an hour wherever it would for half a minute, as a busy machine may need longer. */
const LONG_MS = 30_000;
const HOUR_MS = 3_600_000;

globalThis.setTimeout = new Proxy(setTimeout, {
  apply: (wait, _self, [callback, ms, ...rest]: Parameters<typeof setTimeout>) =>
    wait(callback, ms === LONG_MS ? HOUR_MS : ms, ...rest),
});
