/** What `doctor` has found out about one thing. */
export type Finding =
  | { readonly level: "good"; /** A sentence. */ readonly what: string }
  | {
      /** `fault`: something does not work, or is open; `advice`: it works, and could be better. */
      readonly level: "advice" | "fault";
      /** A sentence. */
      readonly what: string;
      /** The command that mends it, or shows more. */
      readonly command: string;
    };

export function good(what: string): Finding {
  return { level: "good", what };
}

export function advice(what: string, command: string): Finding {
  return { level: "advice", what, command };
}

export function fault(what: string, command: string): Finding {
  return { level: "fault", what, command };
}
