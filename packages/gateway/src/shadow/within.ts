import type { Answer } from "./answer.ts";

/** The answer, or that there was none in time. */
export function within(answer: Promise<Answer>, ms: number): Promise<Answer> {
  return new Promise((resolve) => {
    const timer = later(() => resolve({ kind: "error", code: "TIMEOUT" }), ms);
    void answer.then((answered) => {
      clearTimeout(timer);
      resolve(answered);
    });
  });
}

export function waitMs(ms: number): Promise<void> {
  return new Promise((resolve) => void later(resolve, ms));
}

/** A timer that keeps no process alive, where that can be said. */
function later(callback: () => void, ms: number): ReturnType<typeof setTimeout> {
  const timer = setTimeout(callback, ms);
  if (typeof timer === "object" && "unref" in timer) timer.unref();
  return timer;
}
