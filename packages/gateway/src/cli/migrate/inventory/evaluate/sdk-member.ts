import type { PossibleValue } from "../value/possible-value.ts";

/** What a library's module, or a function of it, has under a name. */
export function sdkMember(
  value: Extract<PossibleValue, { kind: "sdkModule" | "sdkFunction" }>,
  name: string,
): readonly PossibleValue[] {
  if (value.kind === "sdkFunction") return ofFunction(value.name, name);
  if (name === "default") return [value];
  switch (value.module) {
    case "namespace":
      if (name === "firestore") return [{ kind: "sdkFunction", name }];
      if (/^(?:app|apps|initializeApp|getApp|compat)$/.test(name)) return [value];
      return [{ kind: "foreign", source: "firebase/auth" }];
    case "functions":
      if (name.startsWith("onDocument")) return [{ kind: "sdkFunction", name }];
      return name === "firestore" ? [{ kind: "trigger", path: undefined }] : [value];
    case "reactRedux":
    case "modular":
      return [{ kind: "sdkFunction", name }];
  }
}

/** `firebase.firestore` is a function with classes; the rest have `call`, `apply` and `bind`. */
function ofFunction(owner: string, name: string): readonly PossibleValue[] {
  if (owner === "firestore" && /^[A-Z]/.test(name)) return [{ kind: "sdkFunction", name }];
  if (owner === "Firestore") return [{ kind: "sdkFunction", name }];
  return [{ kind: "foreign", source: `firebase/firestore ${owner}` }];
}
