import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { PlainError } from "../command/plain-error.ts";

const FUNCTIONS = z.object({
  /** A folder, from that of firebase.json; a codebase may also come from elsewhere. */
  source: z.string().optional(),
  codebase: z.string().default("default"),
});

const FIRESTORE = z.object({
  database: z.string().default("(default)"),
  /** Stands for databases that .firebaserc names. */
  target: z.string().optional(),
  rules: z.string().optional(),
  /** The index file, from the folder of firebase.json. */
  indexes: z.string().optional(),
});

const EMULATOR = z.object({ port: z.int().optional() }).optional();

const FIREBASE_JSON = z.object({
  functions: oneOrMany(FUNCTIONS),
  firestore: oneOrMany(FIRESTORE),
  emulators: z.object({ auth: EMULATOR, functions: EMULATOR, firestore: EMULATOR }).default({}),
});

/** The part of firebase.json that the commands read. */
export type FirebaseJson = z.output<typeof FIREBASE_JSON>;

/** The functions of one folder, which are deployed together. */
export type FunctionsConfig = z.output<typeof FUNCTIONS>;

function oneOrMany<Schema extends z.ZodType>(schema: Schema) {
  return z.union([z.array(schema), schema.transform((one) => [one])]).default([]);
}

/** @throws PlainError where it is not JSON, or not as Firebase has it */
export function readFirebaseJson(folder: string): FirebaseJson {
  const file = join(folder, "firebase.json");
  const result = FIREBASE_JSON.safeParse(parseFirebaseJson(readFileSync(file, "utf8"), file));
  if (result.success) return result.data;
  throw new PlainError(`${file} is not as Firebase has it: ${z.prettifyError(result.error)}`);
}

/** @throws PlainError where it is not JSON, though firebase-tools may take it */
export function parseFirebaseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PlainError(
      `${file} is not JSON: ${(cause as Error).message}. Comments, which firebase-tools takes, are none either.`,
      { cause },
    );
  }
}
