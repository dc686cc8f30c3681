import { useState } from "preact/hooks";
import type { Request } from "../../../src/api/api.ts";
import { errorText } from "../error-text.ts";
import { call } from "../session/call.ts";
import type { Session } from "../session/session.ts";
import {
  SUBJECT_KINDS,
  subjectOf,
  subjectText,
  type Subject,
  type SubjectKind,
} from "../usage/subject.ts";

type Quota = Request<"setQuota">["quota"];

const CLASSES = ["calls", "reads", "writes"] as const;
const UNITS = ["second", "minute", "hour", "day"] as const;
const KINDS: Readonly<Record<SubjectKind, string>> = {
  uid: "A user, by uid",
  service: "A service, by name",
  key: "Anybody, by the key in the log",
};

/** Sets a caller's quota, or blocks it. */
export function QuotaForm({
  session,
  about,
  onSet,
}: {
  readonly session: Session;
  readonly about: Readonly<Record<string, string>>;
  readonly onSet: () => void;
}) {
  const named = SUBJECT_KINDS.find((kind) => about[kind] !== undefined) ?? "uid";
  const [outcome, setOutcome] = useState<{ readonly text: string; readonly isProblem: boolean }>();
  const set = async (caller: Subject, quota: Quota) => {
    try {
      await call(session, "setQuota", { caller, quota });
      setOutcome({
        text: `Set for ${subjectText(caller)}, on all instances within 10 seconds.`,
        isProblem: false,
      });
      onSet();
    } catch (error) {
      setOutcome({ text: errorText(error), isProblem: true });
    }
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const caller = subjectOf(text("kind") as SubjectKind, text("name"));
    if ((event.submitter as HTMLButtonElement | null)?.value === "block") {
      if (
        confirm(`Block ${subjectText(caller)}? Every call of it is refused until it is cleared.`)
      ) {
        void set(caller, { blocked: true });
      }
      return;
    }
    const window = { per: text("per") as (typeof UNITS)[number], amount: Number(text("amount")) };
    void set(caller, { [text("class")]: [window] });
  };
  return (
    <form onSubmit={submit} key={JSON.stringify(about)} aria-label="Set a quota">
      <Field name="Caller">
        <select name="kind">
          {SUBJECT_KINDS.map((kind) => (
            <option key={kind} value={kind} selected={kind === named}>
              {KINDS[kind]}
            </option>
          ))}
        </select>
      </Field>
      <Field name="Name">
        <input name="name" required maxLength={128} defaultValue={about[named] ?? ""} />
      </Field>
      <Field name="Amount">
        <input name="amount" type="number" min={1} defaultValue="1000" />
      </Field>
      <Choice name="class" label="Of" values={CLASSES} />
      <Choice name="per" label="A" values={UNITS} chosen="minute" />
      <button value="set">Set</button>
      <button value="block" class="danger">
        Block
      </button>
      {outcome !== undefined && (
        <p
          class={outcome.isProblem ? "problem" : "done"}
          role={outcome.isProblem ? "alert" : "status"}
        >
          {outcome.text}
        </p>
      )}
    </form>
  );
}

function Field({
  name,
  children,
}: {
  readonly name: string;
  readonly children: preact.ComponentChildren;
}) {
  return (
    <label>
      <span>{name}</span>
      {children}
    </label>
  );
}

function Choice({
  name,
  label,
  values,
  chosen,
}: {
  readonly name: string;
  readonly label: string;
  readonly values: readonly string[];
  readonly chosen?: string;
}) {
  return (
    <Field name={label}>
      <select name={name}>
        {values.map((value) => (
          <option key={value} value={value} selected={value === chosen}>
            {value}
          </option>
        ))}
      </select>
    </Field>
  );
}
