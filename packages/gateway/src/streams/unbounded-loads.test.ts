import { UnboundedLoads } from "./unbounded-loads.ts";

test("four are loaded for a caller at a time, and the stream of a fifth is woken when one is over", () => {
  const loads = new UnboundedLoads();
  const targets = Array.from({ length: 5 }, () => ({}));
  const [first = {}, , , , fifth = {}] = targets;
  const wakeup = { wake: jest.fn() };
  expect(targets.map((target) => loads.enter("ada", target, wakeup))).toEqual([
    true,
    true,
    true,
    true,
    false,
  ]);
  expect(loads.enter("bob", fifth, wakeup)).toBe(true);
  expect(loads.enter("ada", first, wakeup)).toBe(true);
  loads.leave("ada", fifth);
  expect(wakeup.wake).not.toHaveBeenCalled();
  loads.leave("ada", first);
  expect(wakeup.wake).toHaveBeenCalledTimes(1);
  expect(loads.enter("ada", fifth, wakeup)).toBe(true);
});
