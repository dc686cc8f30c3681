import { PlainError } from "./plain-error.ts";

/** A command line that can't be followed. */
export class MisuseError extends PlainError {}
