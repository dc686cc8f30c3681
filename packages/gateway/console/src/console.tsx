import { useEffect, useState } from "preact/hooks";
import { linkTo, linkWithin, placeOf, type ConsolePlace, type Link } from "./router.ts";
import type { SignedInAccount, Session } from "./session/session.ts";
import { TIME_RANGES, timeRangeOf, type TimeRange } from "./usage/time-range.ts";
import { NoAdmin } from "./views/no-admin.tsx";
import { SignIn } from "./views/sign-in.tsx";
import { DETAILS, VIEWS } from "./views/views.ts";

/** The whole page, for whoever is signed in. */
export function Console({ session }: { readonly session: Session }) {
  const [account, setAccount] = useState<SignedInAccount | undefined | "unknown">("unknown");
  useEffect(() => session.watchAccount(setAccount), [session]);
  if (account === "unknown") return <p role="status">Loading …</p>;
  if (account === undefined) return <SignIn session={session} />;
  if (!account.isAdmin) return <NoAdmin session={session} account={account} />;
  return <Views session={session} account={account} />;
}

function Views({
  session,
  account,
}: {
  readonly session: Session;
  readonly account: SignedInAccount;
}) {
  const place = usePlace();
  const [first] = VIEWS;
  const { path, name, View } =
    [...VIEWS, ...DETAILS].find((one) => one.path === place.view) ?? first;
  const { from: _, to: __, minutes: ___, ...about } = place.about;
  useEffect(() => {
    document.title = `${name} – ${session.projectId}`;
  }, [name, session]);
  const range = timeRangeOf(place.about);
  const link = linkWithin(range.about);
  const choose = (time: TimeRange["about"]) =>
    (location.hash = linkTo(path, { ...about, ...time }));
  return (
    <>
      <header>
        <strong>{session.projectId}</strong>
        <ViewLinks path={path} link={link} />
        <TimeChoice range={range} onChoose={choose} />
        <button title={account.name} onClick={() => void session.signOut()}>
          Sign out<span class="hidden"> {account.name}</span>
        </button>
      </header>
      <main>
        <h1>{name}</h1>
        <View key={path} {...{ session, account, range, link, about }} />
      </main>
    </>
  );
}

function ViewLinks({ path, link }: { readonly path: string; readonly link: Link }) {
  return (
    <nav aria-label="Views">
      {VIEWS.map((one) => (
        <a
          key={one.path}
          href={link(one.path)}
          aria-current={one.path === path ? "page" : undefined}
        >
          {one.name}
        </a>
      ))}
    </nav>
  );
}

function TimeChoice({
  range,
  onChoose,
}: {
  readonly range: TimeRange;
  readonly onChoose: (about: TimeRange["about"]) => void;
}) {
  const ranges = TIME_RANGES.includes(range) ? TIME_RANGES : [range, ...TIME_RANGES];
  return (
    <label>
      <span class="hidden">Time</span>
      <select
        value={range.name}
        onChange={({ currentTarget: { value } }) => {
          const chosen = ranges.find(({ name }) => name === value);
          if (chosen !== undefined) onChoose(chosen.about);
        }}
      >
        {ranges.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function usePlace(): ConsolePlace {
  const [place, setPlace] = useState(() => placeOf(location.hash));
  useEffect(() => {
    const follow = () => setPlace(placeOf(location.hash));
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return place;
}
