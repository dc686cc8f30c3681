import type { Request, Response } from "../../../src/api/api.ts";
import { dateTime } from "../format.ts";
import { formText } from "../form-text.ts";
import { DataTable, type TableColumn } from "../parts/data-table.tsx";
import { Choice, Field } from "../parts/field.tsx";
import { Loading } from "../parts/loading.tsx";
import { Problem } from "../parts/problem.tsx";
import { useCommand } from "../parts/use-command.ts";
import { useLoaded } from "../parts/use-loaded.ts";
import { linkTo } from "../router.ts";
import { call } from "../session/call.ts";
import { SUBJECT_KINDS, SUBJECT_NAMES, subjectOf } from "../usage/subject.ts";
import type { ViewProps } from "./view-props.ts";

type AuditedChange = Response<"listChanges">["changes"][number];
type ChangeSelection = Pick<Request<"listChanges">, "path" | "caller" | "commands">;

/** Whose changes may be asked for. */
const SELECTORS = { path: "A document, by path", ...SUBJECT_NAMES };

/** Who changed a document, what a caller wrote, and what admins have commanded. */
export function Audit({ session, about }: ViewProps) {
  const selection = selectionOf(about);
  const loaded = useLoaded(
    () => call(session, "listChanges", { ...selection, limit: 100 }),
    JSON.stringify(selection),
  );
  const { problem, run } = useCommand(loaded.reload);
  const restore = ({ id, path = "" }: AuditedChange) =>
    run(`Make ${path} what it was before this change? That is a write of its own.`, () =>
      call(session, "restoreVersion", { change: id }),
    );
  return (
    <>
      <AuditForm about={about} />
      <Problem text={problem} />
      <Loading of={loaded}>
        {({ changes, nextCursor }) => (
          <>
            <DataTable
              title="Changes, the latest first"
              empty="There is no entry: only collections that are declared with audit leave any."
              rows={changes}
              keyOf={({ id }) => id}
              columns={columnsWith((change) => void restore(change))}
            />
            {nextCursor !== undefined && <p class="quiet">These are the latest hundred.</p>}
          </>
        )}
      </Loading>
    </>
  );
}

function selectionOf(about: Readonly<Record<string, string>>): ChangeSelection {
  if (about["path"] !== undefined) return { path: about["path"] };
  const kind = SUBJECT_KINDS.find((one) => about[one] !== undefined);
  return kind === undefined ? { commands: true } : { caller: subjectOf(kind, about[kind] ?? "") };
}

function AuditForm({ about }: Pick<ViewProps, "about">) {
  const chosen = Object.keys(SELECTORS).find((name) => about[name] !== undefined) ?? "path";
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    location.hash = linkTo("audit", { [formText(form, "by")]: formText(form, "of") });
  };
  return (
    <form onSubmit={submit} key={JSON.stringify(about)} aria-label="Whose changes">
      <Choice name="by" label="Changes of" values={SELECTORS} chosen={chosen} />
      <Field name="Name">
        <input name="of" required defaultValue={about[chosen] ?? ""} />
      </Field>
      <button>Show</button>
      <a href={linkTo("audit")}>What admins have commanded</a>
    </form>
  );
}

function columnsWith(
  restore: (change: AuditedChange) => void,
): readonly TableColumn<AuditedChange>[] {
  return [
    { name: "When", cell: ({ at }) => dateTime(at) },
    { name: "Who", cell: ({ caller, key }) => <a href={linkTo("audit", { key })}>{caller}</a> },
    { name: "Call", cell: ({ callable }) => callable },
    { name: "Document", cell: ({ path, command }) => documentLink(path, command) },
    { name: "Did", cell: ({ operation }) => operation ?? "" },
    { name: "Fields", cell: ({ fields = [] }) => fields.join(", ") },
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

function documentLink(path: string | undefined, command: object | undefined) {
  if (path !== undefined) return <a href={linkTo("audit", { path })}>{path}</a>;
  return <code>{JSON.stringify(command)}</code>;
}
