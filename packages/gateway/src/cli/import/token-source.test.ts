import { TokenSource } from "./token-source.ts";

const MINUTE_MS = 60_000;

function source() {
  let nowMs = 1_000_000;
  let issued = 0;
  const tokens = new TokenSource(
    () => Promise.resolve({ idToken: `token ${String((issued += 1))}` }),
    () => nowMs,
  );
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { tokens, pass };
}

test("the same tokens serve all who ask within 50 minutes; then there are new ones", async () => {
  const { tokens, pass } = source();
  const first = { idToken: "token 1" };
  expect(await Promise.all([tokens.current(), tokens.current()])).toEqual([first, first]);
  pass(49 * MINUTE_MS);
  expect(await tokens.current()).toEqual(first);
  pass(MINUTE_MS);
  expect(await tokens.current()).toEqual({ idToken: "token 2" });
});

test("tokens that were refused are not used again, and their successors are not thrown away", async () => {
  const { tokens } = source();
  const refused = await tokens.current();
  await tokens.refuse(refused);
  expect(await tokens.current()).toEqual({ idToken: "token 2" });
  await tokens.refuse(refused);
  expect(await tokens.current()).toEqual({ idToken: "token 2" });
});
