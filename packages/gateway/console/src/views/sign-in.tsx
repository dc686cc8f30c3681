import { useState } from "preact/hooks";
import { errorText } from "../error-text.ts";
import type { Session } from "../session/session.ts";

/** Signs an admin in. */
export function SignIn({ session }: { readonly session: Session }) {
  const [problem, setProblem] = useState<string>();
  const attempt = (work: Promise<unknown>) => {
    setProblem(undefined);
    work.catch((error: unknown) => setProblem(errorText(error)));
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    attempt(session.signInWithPassword(String(form.get("email")), String(form.get("password"))));
  };
  const account = session.config.emulators?.account;
  return (
    <main class="sign-in">
      <h1>Database Service</h1>
      <p>{session.projectId}: for admins.</p>
      <form onSubmit={submit} aria-label="Sign in">
        <label>
          <span>E-mail</span>
          <input
            name="email"
            type="email"
            required
            autocomplete="username"
            defaultValue={account?.email ?? ""}
          />
        </label>
        <label>
          <span>Password</span>
          <input
            name="password"
            type="password"
            required
            autocomplete="current-password"
            defaultValue={account?.password ?? ""}
          />
        </label>
        <button>Sign in</button>
        <button type="button" onClick={() => attempt(session.signInWithGoogle())}>
          Sign in with Google
        </button>
      </form>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </main>
  );
}
