import { useEffect, useState } from "preact/hooks";
import { linkTo, placeOf, type ConsolePlace } from "./router.ts";
import type { SignedInAccount, Session } from "./session/session.ts";
import { TIME_RANGES, timeRangeOf, type TimeRange } from "./usage/time-range.ts";
import { NoAdmin } from "./views/no-admin.tsx";
import { SignIn } from "./views/sign-in.tsx";
import { VIEWS } from "./views/views.ts";

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
  const [minutes, setMinutes] = useState<string>();
  const [first] = VIEWS;
  const { path, name, View } = VIEWS.find((one) => one.path === place.view) ?? first;
  const range = timeRangeOf(minutes);
  return (
    <>
      <header>
        <strong>{session.projectId}</strong>
        <nav aria-label="Views">
          {VIEWS.map((one) => (
            <a
              key={one.path}
              href={linkTo(one.path)}
              aria-current={one.path === path ? "page" : undefined}
            >
              {one.name}
            </a>
          ))}
        </nav>
        <TimeChoice range={range} onChoose={setMinutes} />
        <button onClick={() => void session.signOut()}>Sign out {account.name}</button>
      </header>
      <main>
        <h1>{name}</h1>
        <View key={path} session={session} account={account} range={range} about={place.about} />
      </main>
    </>
  );
}

function TimeChoice({
  range,
  onChoose,
}: {
  readonly range: TimeRange;
  readonly onChoose: (minutes: string) => void;
}) {
  return (
    <label>
      <span class="hidden">Time</span>
      <select onChange={(event) => onChoose(event.currentTarget.value)}>
        {TIME_RANGES.map(({ name, spanMs }) => (
          <option key={name} value={spanMs / 60_000} selected={spanMs === range.spanMs}>
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
