import type { SignedInAccount, Session } from "../session/session.ts";

/** For somebody who is signed in and may not see this page. */
export function NoAdmin({
  session,
  account,
}: {
  readonly session: Session;
  readonly account: SignedInAccount;
}) {
  return (
    <main class="sign-in">
      <h1>Database Service</h1>
      <p>{account.name} is no admin. Who deploys the project makes it one:</p>
      <pre tabIndex={0}>
        npx database-service grant {account.uid} --admin --project {session.projectId}
      </pre>
      <button onClick={() => void session.renew()}>Look again</button>
      <button onClick={() => void session.signOut()}>Sign out</button>
    </main>
  );
}
