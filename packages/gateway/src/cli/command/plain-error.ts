/** What a person has to do something about: its message is a sentence, printed without a stack. */
export class PlainError extends Error {
  override readonly name = "PlainError";
}
