import { useState } from "preact/hooks";
import type { Request } from "../../../src/api/api.ts";
import { errorText } from "../error-text.ts";
import { formText } from "../form-text.ts";
import { Choice, Field } from "../parts/field.tsx";
import { Problem } from "../parts/problem.tsx";
import { call } from "../session/call.ts";
import type { Session } from "../session/session.ts";
import {
  SUBJECT_KINDS,
  SUBJECT_NAMES,
  subjectOf,
  subjectText,
  type SubjectKind,
} from "../usage/subject.ts";

const CLASSES = { calls: "calls", reads: "reads", writes: "writes" };
const UNITS = { second: "second", minute: "minute", hour: "hour", day: "day" };

interface QuotaFormProps {
  readonly session: Session;
  readonly about: Readonly<Record<string, string>>;
  readonly onSet: () => void;
}

/** Sets a caller's quota, or blocks it. */
export function QuotaForm({ session, about, onSet }: QuotaFormProps) {
  const named = SUBJECT_KINDS.find((kind) => about[kind] !== undefined) ?? "uid";
  const { done, problem, submit } = useQuotaSetting(session, onSet);
  return (
    <form onSubmit={submit} key={JSON.stringify(about)} aria-label="Set a quota">
      <Choice name="kind" label="Caller" values={SUBJECT_NAMES} chosen={named} />
      <Field name="Name">
        <input name="name" required maxLength={128} defaultValue={about[named] ?? ""} />
      </Field>
      <Field name="Amount">
        <input name="amount" type="number" min={1} defaultValue="1000" />
      </Field>
      <Choice name="class" label="Of" values={CLASSES} chosen="calls" />
      <Choice name="per" label="A" values={UNITS} chosen="minute" />
      <Buttons />
      <Problem text={problem} />
      {done !== undefined && (
        <p class="done" role="status">
          {done}
        </p>
      )}
    </form>
  );
}

function useQuotaSetting(session: Session, onSet: () => void) {
  const [outcome, setOutcome] = useState<{ readonly done?: string; readonly problem?: string }>({});
  const set = async (request: Request<"setQuota">) => {
    const name = subjectText(request.caller);
    if (request.quota.blocked === true && !confirm(blockQuestion(name))) return;
    try {
      await call(session, "setQuota", request);
      setOutcome({ done: `Set for ${name}, on all instances within 10 seconds.` });
      onSet();
    } catch (error) {
      setOutcome({ problem: errorText(error) });
    }
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void set(requestOf(event));
  };
  return { ...outcome, submit };
}

function Buttons() {
  return (
    <>
      <button value="set">Set</button>
      <button value="block" class="danger">
        Block
      </button>
    </>
  );
}

function blockQuestion(name: string): string {
  return `Block ${name}? Every call of it is refused until it is cleared.`;
}

function requestOf(event: SubmitEvent): Request<"setQuota"> {
  const form = new FormData(event.currentTarget as HTMLFormElement);
  const caller = subjectOf(formText(form, "kind") as SubjectKind, formText(form, "name"));
  if ((event.submitter as HTMLButtonElement | null)?.value === "block") {
    return { caller, quota: { blocked: true } };
  }
  const per = formText(form, "per") as keyof typeof UNITS;
  const windows = [{ per, amount: Number(formText(form, "amount")) }];
  return { caller, quota: { [formText(form, "class")]: windows } };
}
