import { describePolicy } from "../../../../policy/describe-policy.ts";
import { CHECK_INPUTS, wordsIn } from "./check-leaf.ts";
import {
  isEverybody,
  isNobody,
  type GeneratedCheck,
  type ProposedPolicy,
} from "./proposed-policy.ts";

/** The width of lines that the texts are broken for. */
const WIDTH = 96;

/** The policy as TypeScript, broken into lines where it is long. */
export function policyText(policy: ProposedPolicy, indent: number): string {
  if (isEverybody(policy)) return "anyone()";
  if (isNobody(policy)) return "nobody()";
  switch (policy.kind) {
    case "data":
      return describePolicy(policy.policy);
    case "check":
      return checkText(policy, indent);
    case "side":
      return callText(policy.side, [policy.of], indent);
    case "all":
    case "any":
      return callText(`${policy.kind}Of`, policy.parts, indent);
    case "leftOut":
      return "nobody()";
  }
}

function callText(name: string, parts: readonly ProposedPolicy[], indent: number): string {
  const short = `${name}(${parts.map((part) => policyText(part, indent)).join(", ")})`;
  if (indent + short.length <= WIDTH && !short.includes("\n")) return short;
  const lines = parts.map((part) => `${pad(indent + 2)}${policyText(part, indent + 2)},\n`);
  return `${name}(\n${lines.join("")}${pad(indent)})`;
}

function checkText(check: GeneratedCheck, indent: number): string {
  const words = wordsIn(check.code);
  const inputs = CHECK_INPUTS.filter((input) => words.has(input));
  const parameter = check.subject === "caller" ? inputs.join("") : `{ ${inputs.join(", ")} }`;
  const name = JSON.stringify(nameOf(check));
  const head = `${check.subject}Check(${name}, (${inputs.length === 0 ? "" : parameter}) =>`;
  const isSure = check.joined === "none" && check.code.endsWith("=== false");
  const isPlain = isSure || check.code.startsWith("caller.kind") || check.code.startsWith("Date.");
  const short = isPlain ? check.code : comparedText(check);
  if (indent + head.length + short.length + 2 <= WIDTH) return `${head} ${short})`;
  const inner = indent + 4;
  const broken = check.joined === "none" ? short : `${pad(inner - 2)}${brokenText(check, inner)}`;
  const last = check.joined === "none" ? `${pad(inner - 2)}${broken}` : broken;
  return `${head}\n${last},\n${pad(indent)})`;
}

function comparedText({ code, joined }: GeneratedCheck): string {
  return joined === "none" ? `${code} === true` : `(${code}) === true`;
}

/** Each part of the outermost operator on a line. */
function brokenText({ code, joined }: GeneratedCheck, indent: number): string {
  const parts = splitCode(code, joined as "&&" | "||");
  const lines = parts.map((part, index) => {
    const isLast = index === parts.length - 1;
    return `${pad(indent)}${part}${isLast ? "" : ` ${joined}`}\n`;
  });
  return `(\n${lines.join("")}${pad(indent - 2)}) === true`;
}

/** The parts between an operator, outside of brackets, texts and patterns. */
export function splitCode(code: string, operator: "&&" | "||"): readonly string[] {
  const tokens = code.match(/"(?:[^"\\]|\\.)*"|\/\^(?:[^/\\]|\\.)*\$\/i?u|[\s\S]/g) ?? [];
  const parts = [""];
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if ("([{".includes(token)) depth += 1;
    if (")]}".includes(token)) depth -= 1;
    const isOperator = depth === 0 && token === operator[0] && tokens[index + 1] === operator[1];
    if (isOperator) parts.push("");
    else if (!(depth === 0 && token === operator[0] && tokens[index - 1] === token)) {
      parts[parts.length - 1] += token;
    }
  }
  return parts.map((part) => part.trim());
}

/** What the check is about, for messages: the fields that it names. */
function nameOf({ code, subject }: GeneratedCheck): string {
  const names = Array.from(
    code.matchAll(/\bat\((?:document|before|after|claimsOf\(caller\)), "([^"\\]+)"/g),
    (match) => match[1],
  );
  const shown = [...new Set(names)];
  const more = shown.length > 4 ? ", …" : "";
  const fields = shown.slice(0, 4).join(", ");
  if (fields !== "") return `${subject === "caller" ? "claims" : "fields"} ${fields}${more}`;
  if (code.startsWith("Date.")) return "time";
  return code.startsWith("caller.kind") ? "not signed in" : CHECKED[subject];
}

const CHECKED = { caller: "caller", document: "document", write: "fields" } as const;

function pad(count: number): string {
  return " ".repeat(count);
}
