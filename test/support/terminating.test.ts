import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { pageScript } from "./page-script.ts";
import { refusedId, RefusingGateway } from "./refusing-gateway.ts";

/** Shorter than what the write waits for, in milliseconds. */
const MOST_MS = 40_000;

test("nothing of the transport's keeps a process alive once Firestore is terminated", async () => {
  const [gateway, files] = await Promise.all([
    RefusingGateway.start(),
    pageScript("test/support/terminating.ts"),
  ]);
  const file = resolve(`.cache/terminating-${randomUUID()}.mjs`);
  writeFileSync(file, files["page.js"] ?? "");
  const read = refusedId("read", "always", "target", "FIRESTORE_UNAVAILABLE");
  const write = refusedId("write", "always", "target", "QUOTA_EXCEEDED");
  const run = promisify(execFile);
  try {
    const args = [file, gateway.host, read, write];
    const { stdout } = await run(process.execPath, args, { timeout: MOST_MS });
    expect(stdout).toBe("terminated");
  } finally {
    rmSync(file);
    await gateway.close();
  }
});
