import { readFileSync } from "node:fs";

/** A descriptor as Google's clients ship it: a package, a message or an enum. */
interface Descriptor {
  readonly nested?: Readonly<Record<string, Descriptor>>;
  readonly fields?: Readonly<Record<string, Field>>;
  readonly values?: Readonly<Record<string, number>>;
  readonly oneofs?: Readonly<Record<string, { readonly oneof: readonly string[] }>>;
}

interface Field {
  readonly type: string;
  readonly rule?: "repeated";
  readonly keyType?: string;
}

/** How values of each scalar stand in JSON, and of the well-known types that are scalars there. */
const SCALARS: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string",
  bool: (value) => typeof value === "boolean",
  double: (value) => typeof value === "number",
  int32: (value) => Number.isInteger(value),
  int64: (value) => Number.isInteger(value) || /^-?\d+$/.test(String(value)),
  "google.protobuf.Duration": (value) => /^\d+(\.\d+)?s$/.test(String(value)),
  "google.protobuf.BoolValue": (value) => typeof value === "boolean",
};

/** What JSON says of messages that their descriptors do not take: unknown fields, enum values, types. */
export class ProtoMessages {
  readonly #root: Descriptor;

  /** @param client the npm package of one of Google's clients */
  constructor(client: string) {
    const file = `node_modules/@google-cloud/${client}/build/protos/protos.json`;
    this.#root = JSON.parse(readFileSync(file, "utf8")) as Descriptor;
  }

  problems(message: string, value: unknown): readonly string[] {
    const path = message.split(".");
    return this.#message(this.#at(path), { value, path, shown: path.at(-1) ?? "" });
  }

  #at(path: readonly string[]): Descriptor {
    const found = this.#find(path);
    if (found === undefined) throw new Error(`There is no ${path.join(".")}.`);
    return found;
  }

  #find(path: readonly string[]): Descriptor | undefined {
    return path.reduce<Descriptor | undefined>((at, name) => at?.nested?.[name], this.#root);
  }

  #message({ fields = {}, oneofs = {} }: Descriptor, { value, path, shown }: At): string[] {
    if (typeof value !== "object" || value === null) return [`${shown} is no message`];
    const members = Object.entries(value) as [string, unknown][];
    const twice = Object.values(oneofs)
      .map(({ oneof }) => oneof.filter((name) => name in value))
      .filter(({ length }) => length > 1)
      .map((names) => `${shown}: only one of ${names.join(", ")}`);
    const problems = members.flatMap(([name, member]) => {
      const field = fields[name];
      const at = { value: member, path, shown: `${shown}.${name}` };
      return field === undefined ? [`${at.shown} is unknown`] : this.#field(field, at);
    });
    return [...twice, ...problems];
  }

  #field({ type, rule, keyType }: Field, at: At): string[] {
    const { value, path, shown } = at;
    if (rule === "repeated") {
      if (!Array.isArray(value)) return [`${shown} is no list`];
      return value.flatMap((one: unknown, index) =>
        this.#field({ type }, { value: one, path, shown: `${shown}[${String(index)}]` }),
      );
    }
    if (keyType !== undefined) {
      return Object.entries(value as object).flatMap(([key, one]) =>
        this.#field({ type }, { value: one, path, shown: `${shown}.${key}` }),
      );
    }
    const scalar = SCALARS[type];
    if (scalar !== undefined) return scalar(value) ? [] : [`${shown} is no ${type}`];
    const resolved = this.#resolve(type, path);
    const descriptor = this.#at(resolved);
    if (descriptor.values === undefined) {
      return this.#message(descriptor, { value, path: resolved, shown });
    }
    const isKnown = typeof value === "string" && Object.hasOwn(descriptor.values, value);
    return isKnown ? [] : [`${shown} is none of ${type}`];
  }

  /** A type's name stands in the innermost scope that has it. */
  #resolve(type: string, scope: readonly string[]): readonly string[] {
    for (let depth = scope.length; depth >= 0; depth -= 1) {
      const path = [...scope.slice(0, depth), ...type.split(".")];
      if (this.#find(path) !== undefined) return path;
    }
    throw new Error(`There is no ${type} in ${scope.join(".")}.`);
  }
}

interface At {
  readonly value: unknown;
  readonly path: readonly string[];
  readonly shown: string;
}
