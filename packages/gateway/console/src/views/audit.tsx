import type { Request } from "../../../src/api/api.ts";
import { formText } from "../form-text.ts";
import { DataTable, type TableColumn } from "../parts/data-table.tsx";
import { Choice, Field } from "../parts/field.tsx";
import { Loading } from "../parts/loading.tsx";
import { Moment } from "../parts/moment.tsx";
import { Problem } from "../parts/problem.tsx";
import { useCommand } from "../parts/use-command.ts";
import { useLoaded } from "../parts/use-loaded.ts";
import type { Link } from "../router.ts";
import { call } from "../session/call.ts";
import { SUBJECT_KINDS, SUBJECT_NAMES, subjectOf } from "../usage/subject.ts";
import { ChangedValues, type AuditedChange } from "./changed-values.tsx";
import type { ViewProps } from "./view-props.ts";

type ChangeSelection = Pick<Request<"listChanges">, "caller" | "commands">;

/** Whose changes may be asked for. */
const SELECTORS = { path: "A document, by path", ...SUBJECT_NAMES };

/** Who changed a document, what a caller wrote, and what admins have commanded. */
export function Audit({ session, about, link }: ViewProps) {
  const request = requestOf(about);
  const loaded = useLoaded(() => call(session, "listChanges", request), JSON.stringify(request));
  const { problem, run } = useCommand(loaded.reload);
  const restore = ({ id, path = "" }: AuditedChange) =>
    run(`Make ${path} what it was before this change? That is a write of its own.`, () =>
      call(session, "restoreVersion", { change: id }),
    );
  return (
    <>
      <AuditForm about={about} link={link} />
      <Problem text={problem} />
      <Loading of={loaded}>
        {({ changes, nextCursor }) => (
          <>
            <DataTable
              title="Changes, the latest first"
              empty="There is no entry: only collections that are declared with audit leave any."
              rows={changes}
              keyOf={({ id }) => id}
              columns={columnsWith((change) => void restore(change), link)}
            />
            {nextCursor !== undefined && (
              <a href={link("audit", { ...about, cursor: nextCursor })}>Earlier changes</a>
            )}
          </>
        )}
      </Loading>
    </>
  );
}

/** Versions are asked for where one document is looked at: each has its own. */
function requestOf(about: Readonly<Record<string, string>>): Request<"listChanges"> {
  const { path, cursor } = about;
  const page = { limit: 100, ...(cursor !== undefined && { cursor }) };
  if (path !== undefined) return { path, versions: true, ...page };
  return { ...selectionOf(about), ...page };
}

function selectionOf(about: Readonly<Record<string, string>>): ChangeSelection {
  const kind = SUBJECT_KINDS.find((one) => about[one] !== undefined);
  return kind === undefined ? { commands: true } : { caller: subjectOf(kind, about[kind] ?? "") };
}

function AuditForm({ about, link }: Pick<ViewProps, "about" | "link">) {
  const chosen = Object.keys(SELECTORS).find((name) => about[name] !== undefined) ?? "path";
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    location.hash = link("audit", { [formText(form, "by")]: formText(form, "of") });
  };
  return (
    <form onSubmit={submit} key={JSON.stringify(about)} aria-label="Whose changes">
      <Choice name="by" label="Changes of" values={SELECTORS} chosen={chosen} />
      <Field name="Name">
        <input name="of" required defaultValue={about[chosen] ?? ""} />
      </Field>
      <button>Show</button>
      <a href={link("audit")}>What admins have commanded</a>
    </form>
  );
}

function columnsWith(
  restore: (change: AuditedChange) => void,
  link: Link,
): readonly TableColumn<AuditedChange>[] {
  return [
    { name: "When", cell: ({ at }) => <Moment at={at} /> },
    { name: "Who", cell: ({ caller, key }) => <a href={link("audit", { key })}>{caller}</a> },
    { name: "Call", cell: ({ callable }) => callable },
    { name: "Document", cell: (change) => <ChangedThing change={change} link={link} /> },
    { name: "Did", cell: ({ operation }) => operation ?? "" },
    { name: "Fields", cell: (change) => <ChangedValues change={change} /> },
    {
      name: "Action",
      cell: (change) =>
        change.fromVersion !== undefined && (
          <button onClick={() => restore(change)}>
            Take back<span class="hidden"> the change of {change.path}</span>
          </button>
        ),
    },
  ];
}

/** The document that was changed, or what was commanded of whom. */
function ChangedThing({ change, link }: { readonly change: AuditedChange; readonly link: Link }) {
  const { path, command = {} } = change;
  if (path !== undefined) return <a href={link("audit", { path })}>{path}</a>;
  const text = <code>{JSON.stringify(command)}</code>;
  const caller = command["caller"] as Readonly<Record<string, string>> | undefined;
  return caller === undefined ? text : <a href={link("quotas", { ...caller })}>{text}</a>;
}
