/** A place on the page: a view, and what it is about. */
export interface ConsolePlace {
  readonly view: string;
  readonly about: Readonly<Record<string, string>>;
}

/** Reads a place of a URL's fragment, such as `#/readers?by=caller`. */
export function placeOf(fragment: string): ConsolePlace {
  const [path = "", search = ""] = fragment.replace(/^#\/?/, "").split("?");
  return { view: path, about: Object.fromEntries(new URLSearchParams(search)) };
}

/** The fragment of a place; what is about nothing is left out. */
export function linkTo(
  view: string,
  about: Readonly<Record<string, string | undefined>> = {},
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(about)) {
    if (value !== undefined) search.set(name, value);
  }
  const text = search.toString();
  return text === "" ? `#/${view}` : `#/${view}?${text}`;
}
