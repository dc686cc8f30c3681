import type * as FirebaseParams from "firebase-functions/params";
import { createRequire } from "node:module";

/** A setting whose value is told at deploy, in `.env` or by whoever is asked, and read at run time. */
export interface Parameter<T extends string | number | boolean> {
  /** The environment variable that has its value. */
  readonly name: string;
  readonly options: { readonly default?: unknown };
  value(): T;
}

/** What a deploy says of a parameter when it asks for its value. */
export interface ParameterOptions<T extends string | number | boolean> {
  /** The value where none is given. */
  readonly default?: T;
  /** A sentence for whoever is asked. */
  readonly description?: string;
  /** A name for whoever is asked. @default the variable's */
  readonly label?: string;
}

/**
 * Declares a text, as firebase-functions/params does, which is loaded only where a deploy asks what
 * there is: it takes longer to load than the gateway.
 *
 * @param name of the environment variable, in capitals
 */
export function defineString(name: string, options: ParameterOptions<string> = {}) {
  if (isAsked()) return firebaseParams().defineString(name, options) as Parameter<string>;
  return new VariableParameter(name, options, (text) => text);
}

/** Declares a whole number. @see defineString */
export function defineInt(name: string, options: ParameterOptions<number> = {}) {
  if (isAsked()) return firebaseParams().defineInt(name, options) as Parameter<number>;
  return new VariableParameter(name, options, Number);
}

/** Declares a value that is true or false. @see defineString */
export function defineBoolean(name: string, options: ParameterOptions<boolean> = {}) {
  if (isAsked()) return firebaseParams().defineBoolean(name, options) as Parameter<boolean>;
  return new VariableParameter(name, options, (text) => text === "true");
}

/** A parameter in a process that serves: its value stands in a variable of the environment. */
export class VariableParameter<T extends string | number | boolean> implements Parameter<T> {
  readonly name: string;
  readonly options: ParameterOptions<T>;
  readonly #read: (text: string) => T;

  constructor(name: string, options: ParameterOptions<T>, read: (text: string) => T) {
    this.name = name;
    this.options = options;
    this.#read = read;
  }

  /** @throws TypeError where it has neither a value nor a default */
  value(): T {
    const text = process.env[this.name];
    if (text !== undefined) return this.#read(text);
    const { default: otherwise } = this.options;
    if (otherwise !== undefined) return otherwise;
    throw new TypeError(`The parameter ${this.name} has no value: set it in .env.`);
  }
}

/** Whether firebase-tools has loaded the module to learn what there is to deploy. */
function isAsked(): boolean {
  return process.env["FUNCTIONS_CONTROL_API"] === "true";
}

function firebaseParams(): typeof FirebaseParams {
  return createRequire(import.meta.url)("firebase-functions/params") as typeof FirebaseParams;
}
