/** A place on the page: a view, and what it is about. */
export interface ConsolePlace {
  readonly view: string;
  readonly about: Readonly<Record<string, string>>;
}

type About = Readonly<Record<string, string | undefined>>;

/** The fragment of a view, about something. */
export type Link = (view: string, about?: About) => string;

/** Reads a place of a URL's fragment, such as `#/readers?by=caller`. */
export function placeOf(fragment: string): ConsolePlace {
  const [path = "", search = ""] = fragment.replace(/^#\/?/, "").split("?");
  return { view: path, about: Object.fromEntries(new URLSearchParams(search)) };
}

/** The fragment of a place; what is about nothing is left out. */
export function linkTo(view: string, about: About = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(about)) {
    if (value !== undefined) search.set(name, value);
  }
  const text = search.toString();
  return text === "" ? `#/${view}` : `#/${view}?${text}`;
}

/** Links that stay in a time, but for those that name another. */
export function linkWithin(time: About): Link {
  return (view, about = {}) =>
    linkTo(view, "from" in about || "minutes" in about ? about : { ...about, ...time });
}
