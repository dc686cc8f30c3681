import type { ProposedField, ProposedType } from "./proposed-type.ts";

/** The schema of a document as TypeScript. */
export function documentText(fields: readonly ProposedField[], indent: number): string {
  if (fields.length === 0) return "anyData()";
  return mapText(fields, indent);
}

function mapText(fields: readonly ProposedField[], indent: number): string {
  const pad = " ".repeat(indent + 2);
  const lines = fields.map(({ name, type, share, isOptional }) => {
    const text = typeText(type, indent + 2);
    const whole = isOptional ? `z.exactOptional(${text})` : text;
    const comment = isOptional ? `${pad}// in ${percent(share)} of those seen\n` : "";
    return `${comment}${pad}${keyText(name)}: ${whole},\n`;
  });
  return `z.looseObject({\n${lines.join("")}${" ".repeat(indent)}})`;
}

function percent(share: number): string {
  if (share > 0.99) return "over 99 %";
  return share < 0.01 ? "under 1 %" : `${String(Math.round(share * 100))} %`;
}

function keyText(name: string): string {
  if (name === "__proto__") return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

const SIMPLE = {
  null: "z.null()",
  boolean: "z.boolean()",
  int64: "integer()",
  whole: "z.int()",
  number: "z.number()",
  special: "double()",
  string: "z.string()",
  timestamp: "timestamp()",
  bytes: "bytes()",
  geoPoint: "geoPoint()",
  any: "z.unknown()",
} as const;

function typeText(type: ProposedType, indent: number): string {
  switch (type.kind) {
    case "vector":
      return `vector(${String(type.dimensions)})`;
    case "reference":
      return `reference(${type.collection === undefined ? "" : JSON.stringify(type.collection)})`;
    case "enum":
      return `z.enum([${type.values.map((value) => JSON.stringify(value)).join(", ")}])`;
    case "array":
      return `z.array(${typeText(type.of, indent)})`;
    case "record":
      return `z.record(z.string(), ${typeText(type.of, indent)})`;
    case "map":
      return type.fields.length === 0 ? "z.looseObject({})" : mapText(type.fields, indent);
    case "union":
      return `z.union([${type.of.map((one) => typeText(one, indent)).join(", ")}])`;
    case "nullable":
      return `${typeText(type.of, indent)}.nullable()`;
    default:
      return SIMPLE[type.kind];
  }
}
