const MAX_SHOWN_LENGTH = 200;

/** What a caller sent, as an error may show it: so that the error can't be as large as the request. */
export function shorten(text: string): string {
  return text.length > MAX_SHOWN_LENGTH
    ? `${text.slice(0, MAX_SHOWN_LENGTH).toWellFormed()}…`
    : text;
}
