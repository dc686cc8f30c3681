import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { spool } from "./spool.ts";

const never = new Promise<never>(() => undefined);

test("what comes is kept in a file that nobody else can read, until it is removed", async () => {
  const { path, remove } = await spool(Readable.from(["a,b\n", "1,2\n"]), never);
  expect(readFileSync(path, "utf8")).toBe("a,b\n1,2\n");
  expect(statSync(path).mode & 0o077).toBe(0);
  await remove();
  expect(existsSync(dirname(path))).toBe(false);
});

test("one who stops meanwhile is told so", async () => {
  const stream = new PassThrough();
  stream.write("a,b\n");
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const spooled = spool(stream, stopped);
  reject(new Error("Stopped."));
  await expect(spooled).rejects.toThrow("Stopped.");
});
