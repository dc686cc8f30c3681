import type { ListenFrame } from "../api/listen.ts";
import type { MemoryStream } from "../testing/memory-stream.ts";

type SnapshotFrame = Extract<ListenFrame, { readonly kind: "snapshot" }>;

/** Takes the first frame of a stream. @throws Error where it is none */
export async function opened(stream: MemoryStream): Promise<void> {
  const frame = await stream.next();
  if (frame?.kind !== "open") throw new Error(`The stream began with ${JSON.stringify(frame)}`);
}

/** The next frame, which must be a snapshot. @throws Error where it is none */
export async function snapshotOf(stream: MemoryStream): Promise<SnapshotFrame> {
  const frame = await stream.next();
  if (frame?.kind !== "snapshot") throw new Error(`No snapshot: ${JSON.stringify(frame)}`);
  return frame;
}

/** What the next snapshot tells of a target, by path: data, or null for what is gone. */
export async function seen(stream: MemoryStream, id?: string): Promise<object> {
  const { targets } = await snapshotOf(stream);
  const target = targets.find((one) => id === undefined || one.id === id);
  if (target === undefined) throw new Error(`Nothing of ${String(id)}`);
  return {
    ...(target.reset && { reset: true }),
    ...Object.fromEntries(target.documents.map(({ path, data }) => [path, data])),
    ...Object.fromEntries((target.removed ?? []).map((path) => [path, null])),
  };
}
