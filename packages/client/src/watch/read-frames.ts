import type { ListenFrame } from "../../../gateway/src/api/listen.ts";

/**
 * Takes the frames of a body as they come. What is no whole line at its end is none. It is no async
 * generator: Hermes, the engine of React Native, does not parse those.
 */
export async function readFrames(
  body: ReadableStream<Uint8Array>,
  take: (frame: ListenFrame) => void,
): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) take(JSON.parse(line) as ListenFrame);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** The frames of a body that came as a whole. */
export function framesIn(text: string): readonly ListenFrame[] {
  const lines = text.split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line) as ListenFrame);
}
