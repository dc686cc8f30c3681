import { RulesSyntaxError } from "./rules-syntax-error.ts";
import type { SourceSpan } from "./syntax.ts";

const TRIVIA = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;

/** Nested deeper than this, a file is refused. No rule of Firebase's evaluates so deep. */
const MAX_DEPTH = 200;

/** A place in the text of a rules file, from which its parser reads on. */
export class RulesCursor {
  readonly text: string;
  #at = 0;
  #end = 0;
  #depth = 0;

  constructor(text: string) {
    this.text = text;
    this.skipTrivia();
  }

  /** The offset of what comes next, behind white space and comments. */
  get at(): number {
    return this.#at;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.text.length;
  }

  /** From an offset to the end of what was read last. */
  spanFrom(start: number): SourceSpan {
    return { start, end: this.#end };
  }

  /** What the pattern, a sticky one, matches here; reads over it, and with `keepTrivia` no further. */
  match(pattern: RegExp, { keepTrivia = false } = {}): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined || found === "") return undefined;
    this.#at += found.length;
    this.#end = this.#at;
    if (!keepTrivia) this.skipTrivia();
    return found;
  }

  /** Whether this punctuation comes next. */
  isAt(punctuation: string): boolean {
    return this.text.startsWith(punctuation, this.#at);
  }

  /** Reads over the punctuation if it comes next. */
  eat(punctuation: string): boolean {
    if (!this.isAt(punctuation)) return false;
    this.#at += punctuation.length;
    this.#end = this.#at;
    this.skipTrivia();
    return true;
  }

  /** @throws RulesSyntaxError where something else comes next */
  expect(punctuation: string): void {
    if (!this.eat(punctuation)) throw this.error(`${JSON.stringify(punctuation)} is missing`);
  }

  /** The word that comes next, without reading over it. */
  peekWord(): string | undefined {
    WORD.lastIndex = this.#at;
    return WORD.exec(this.text)?.[0];
  }

  /** Reads over the word if it comes next. */
  eatWord(word: string): boolean {
    if (this.peekWord() !== word) return false;
    this.match(WORD);
    return true;
  }

  /** @throws RulesSyntaxError where no name comes next; `what` says of what */
  name(what: string): string {
    const name = this.match(WORD);
    if (name === undefined) throw this.error(`${what} is missing`);
    return name;
  }

  /** @throws RulesSyntaxError where it stands in too many others */
  nested<T>(read: () => T): T {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw this.error("is nested too deep");
    const result = read();
    this.#depth -= 1;
    return result;
  }

  skipTrivia(): void {
    TRIVIA.lastIndex = this.#at;
    this.#at += TRIVIA.exec(this.text)?.[0].length ?? 0;
    if (this.isAt("/*")) throw this.error("a comment has no end");
  }

  error(problem: string): RulesSyntaxError {
    const next = this.isAtEnd ? "the file ends" : `found ${JSON.stringify(this.#excerpt())}`;
    return new RulesSyntaxError(`${problem}; ${next}`, this.text, this.#at);
  }

  #excerpt(): string {
    return this.text.slice(this.#at, this.#at + 20).split("\n", 1)[0] ?? "";
  }
}
