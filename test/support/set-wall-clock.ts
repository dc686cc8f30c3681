/** Has this process take another time for the wall clock's. @param toMs makes it of the real one */
export function setWallClock(toMs: (realMs: number) => number): void {
  const RealDate = Date;
  const now = (): number => toMs(RealDate.now());
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args: []) => (args.length === 0 ? new target(now()) : new target(...args)),
    get: (target, name, receiver) =>
      name === "now" ? now : (Reflect.get(target, name, receiver) as unknown),
  });
}
