import type { ListenFrame } from "../../../gateway/src/api/listen.ts";

/** The frames of a body as they come. What is no whole line at its end is none. */
export async function* readFrames(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<ListenFrame, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) yield JSON.parse(line) as ListenFrame;
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
