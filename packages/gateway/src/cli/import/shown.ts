const MAX_SHOWN = 60;

/** A text of a file in quotes, shortened so that a report stays readable. */
export function shown(text: string): string {
  return text.length > MAX_SHOWN
    ? `${JSON.stringify(text.slice(0, MAX_SHOWN).toWellFormed())} …`
    : JSON.stringify(text);
}
