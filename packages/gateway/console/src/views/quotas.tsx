import type { Response } from "../../../src/api/api.ts";
import { DataTable, type TableColumn } from "../parts/data-table.tsx";
import { Loading } from "../parts/loading.tsx";
import { Problem } from "../parts/problem.tsx";
import { useCommand } from "../parts/use-command.ts";
import { useLoaded, type Loaded } from "../parts/use-loaded.ts";
import { dateTime, whole } from "../format.ts";
import { call } from "../session/call.ts";
import type { Session } from "../session/session.ts";
import { subjectText } from "../usage/subject.ts";
import { QuotaForm } from "./quota-form.tsx";
import type { ViewProps } from "./view-props.ts";

type QuotaSetByAdmin = Response<"listQuotas">["overrides"][number];

/** Quotas that admins have set: who has one, to raise, to block and to clear. */
export function Quotas({ session, about }: ViewProps) {
  const loaded = useLoaded(() => allOverrides(session), "");
  return (
    <>
      <QuotaForm session={session} about={about} onSet={loaded.reload} />
      <h2>Set by admins</h2>
      <Overrides session={session} loaded={loaded} />
    </>
  );
}

/** Most pages of quotas that are read. */
const MAX_PAGES = 10;

async function allOverrides(session: Session): Promise<readonly QuotaSetByAdmin[]> {
  const all: QuotaSetByAdmin[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { overrides, nextCursor } = await call(session, "listQuotas", {
      ...(cursor !== undefined && { cursor }),
    });
    all.push(...overrides);
    cursor = nextCursor;
    if (cursor === undefined) break;
  }
  return all;
}

function Overrides({
  session,
  loaded,
}: {
  readonly session: Session;
  readonly loaded: Loaded<readonly QuotaSetByAdmin[]>;
}) {
  const { problem, run } = useCommand(loaded.reload);
  const clear = ({ caller }: QuotaSetByAdmin) =>
    run(`Clear the quota of ${subjectText(caller)}? Its tier's holds again.`, () =>
      call(session, "clearQuota", { caller }),
    );
  return (
    <>
      <Problem text={problem} />
      <Loading of={loaded}>
        {(overrides) => (
          <DataTable
            title="Quotas set by admins"
            empty="Every caller has its tier's quota."
            rows={overrides}
            keyOf={({ key }) => key}
            columns={columnsWith((override) => void clear(override))}
          />
        )}
      </Loading>
    </>
  );
}

function columnsWith(
  clear: (override: QuotaSetByAdmin) => void,
): readonly TableColumn<QuotaSetByAdmin>[] {
  return [
    { name: "Caller", cell: ({ caller }) => subjectText(caller) },
    { name: "In the log", cell: ({ key }) => <code>{key}</code> },
    { name: "Quota", cell: ({ quota }) => quotaText(quota) },
    { name: "Set", cell: ({ setAt }) => dateTime(setAt) },
    { name: "By", cell: ({ setBy }) => setBy },
    {
      name: "Action",
      cell: (override) => (
        <button onClick={() => clear(override)}>
          Clear<span class="hidden"> of {subjectText(override.caller)}</span>
        </button>
      ),
    },
  ];
}

function quotaText({ blocked, ...classes }: QuotaSetByAdmin["quota"]): string {
  if (blocked === true) return "blocked";
  return Object.entries(classes)
    .flatMap(([name, windows]) =>
      windows.map(({ amount, per }) => `${whole(amount)} ${name} a ${per}`),
    )
    .join(", ");
}
