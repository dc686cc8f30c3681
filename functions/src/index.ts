import { onCall } from "firebase-functions/https";

export const ping = onCall(() => "pong");
