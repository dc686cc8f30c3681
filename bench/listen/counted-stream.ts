import { readFrames } from "../../packages/client/src/watch/read-frames.ts";
import { MODEL_PROJECT } from "../../tools/production/scripted-production.fixture.ts";
import { idTokenClaims, sign } from "../../tools/production/token-issuer.ts";

/** A stream of the model's query, that counts the snapshots that come. */
export class CountedStream {
  snapshots = 0;
  onSnapshot = () => {};

  /** Ends when the first snapshot is there. */
  async open(url: string, uid: string): Promise<void> {
    const token = sign(idTokenClaims(MODEL_PROJECT, { sub: uid }));
    const { body } = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ data: { targets: [{ id: "q", collection: "c" }] } }),
    });
    if (body === null) throw new Error("No stream came.");
    const told = new Promise<void>((resolve) => (this.onSnapshot = resolve));
    // It ends with the instance, whatever that does to it.
    void this.#read(body).catch(() => undefined);
    await told;
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    await readFrames(body, ({ kind }) => {
      if (kind !== "snapshot") return;
      this.snapshots += 1;
      this.onSnapshot();
    });
  }
}
