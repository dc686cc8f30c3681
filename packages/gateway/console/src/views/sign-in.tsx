import { useState } from "preact/hooks";
import { errorText } from "../error-text.ts";
import { formText } from "../form-text.ts";
import { Field } from "../parts/field.tsx";
import { Problem } from "../parts/problem.tsx";
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
    attempt(session.signInWithPassword(formText(form, "email"), formText(form, "password")));
  };
  return (
    <main class="sign-in">
      <h1>Database Service</h1>
      <p>{session.projectId}: for admins.</p>
      <form onSubmit={submit} aria-label="Sign in">
        <Credentials session={session} />
        <button>Sign in</button>
        <button type="button" onClick={() => attempt(session.signInWithGoogle())}>
          Sign in with Google
        </button>
      </form>
      <Problem text={problem} />
    </main>
  );
}

function Credentials({ session }: { readonly session: Session }) {
  const { email = "", password = "" } = session.config.emulators?.account ?? {};
  return (
    <>
      <Field name="E-mail">
        <input name="email" type="email" required autocomplete="username" defaultValue={email} />
      </Field>
      <Field name="Password">
        <input
          name="password"
          type="password"
          required
          autocomplete="current-password"
          defaultValue={password}
        />
      </Field>
    </>
  );
}
