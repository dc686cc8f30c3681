import { TokenSource } from "./token-source.ts";

const MINUTE_MS = 60_000;

function source() {
  let nowMs = 1_000_000;
  let issued = 0;
  const tokens = new TokenSource(
    () => Promise.resolve(`token ${String((issued += 1))}`),
    () => nowMs,
  );
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { tokens, pass };
}

test("one token serves all who ask within 50 minutes; then there is a new one", async () => {
  const { tokens, pass } = source();
  expect(await Promise.all([tokens.current(), tokens.current()])).toEqual(["token 1", "token 1"]);
  pass(49 * MINUTE_MS);
  expect(await tokens.current()).toBe("token 1");
  pass(MINUTE_MS);
  expect(await tokens.current()).toBe("token 2");
});

test("a token that was refused is not used again, and its successor is not thrown away", async () => {
  const { tokens } = source();
  const refused = await tokens.current();
  await tokens.refuse(refused);
  expect(await tokens.current()).toBe("token 2");
  await tokens.refuse(refused);
  expect(await tokens.current()).toBe("token 2");
});
