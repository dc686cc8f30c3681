import { advice, good, type Finding } from "./finding.ts";
import type { Web } from "./web.ts";

/** By which tokens would be refused. */
const MAX_SKEW_MS = 60_000;

/** Whether this machine's clock is Google's: tokens that it signs hold for an hour of that. */
export async function checkClock(web: Web, now: () => number): Promise<readonly Finding[]> {
  const { dateMs } = await web({ url: "https://firestore.googleapis.com/", as: "nobody" });
  if (dateMs === undefined) {
    const command = "curl -sI https://firestore.googleapis.com/";
    return [advice("What time it is at Google's is not known.", command)];
  }
  const skewMs = now() - dateMs;
  if (Math.abs(skewMs) <= MAX_SKEW_MS) return [good("This machine's clock is right.")];
  const seconds = String(Math.round(Math.abs(skewMs) / 1_000));
  return [
    advice(
      `This machine's clock is ${seconds} s ${skewMs > 0 ? "ahead" : "behind"}: tokens that it signs may be refused.`,
      "sudo timedatectl set-ntp true",
    ),
  ];
}
