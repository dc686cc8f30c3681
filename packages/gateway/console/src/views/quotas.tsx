import type { Response } from "../../../src/api/api.ts";
import { DataTable, type TableColumn } from "../parts/data-table.tsx";
import { Loading } from "../parts/loading.tsx";
import { Problem } from "../parts/problem.tsx";
import { useCommand } from "../parts/use-command.ts";
import { useLoaded, type Loaded } from "../parts/use-loaded.ts";
import { whole } from "../format.ts";
import { Figure } from "../parts/figure.tsx";
import { Moment } from "../parts/moment.tsx";
import type { Link } from "../router.ts";
import { call } from "../session/call.ts";
import type { Session } from "../session/session.ts";
import { subjectText } from "../usage/subject.ts";
import { CallerUsage } from "./caller-usage.tsx";
import { QuotaForm } from "./quota-form.tsx";
import type { ViewProps } from "./view-props.ts";

type QuotaSetByAdmin = Response<"listQuotas">["overrides"][number];

/** Quotas that admins have set: who has one, to raise, to block and to clear. */
export function Quotas(props: ViewProps) {
  const { session, about, link } = props;
  const loaded = useLoaded(() => allOverrides(session), "");
  return (
    <>
      <QuotaForm session={session} about={about} onSet={loaded.reload} />
      <CallerUsage {...props} />
      <h2>Set by admins</h2>
      <Overrides session={session} loaded={loaded} link={link} />
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

interface OverridesProps {
  readonly session: Session;
  readonly loaded: Loaded<readonly QuotaSetByAdmin[]>;
  readonly link: Link;
}

function Overrides({ session, loaded, link }: OverridesProps) {
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
            columns={columnsWith((override) => void clear(override), link)}
          />
        )}
      </Loading>
    </>
  );
}

function columnsWith(
  clear: (override: QuotaSetByAdmin) => void,
  link: Link,
): readonly TableColumn<QuotaSetByAdmin>[] {
  return [
    {
      name: "Caller",
      cell: ({ caller }) => <a href={link("quotas", { ...caller })}>{subjectText(caller)}</a>,
    },
    {
      name: "In the log",
      cell: ({ key }) => (
        <a href={link("quotas", { key })}>
          <code>{key}</code>
        </a>
      ),
    },
    { name: "Quota", cell: ({ quota }) => <QuotaText quota={quota} href={link("audit")} /> },
    { name: "Set", cell: ({ setAt }) => <Moment at={setAt} /> },
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

/** What was set; its numbers lead to who set them. */
function QuotaText({
  quota,
  href,
}: {
  readonly quota: QuotaSetByAdmin["quota"];
  readonly href: string;
}) {
  const { blocked, ...classes } = quota;
  if (blocked === true) return <strong class="stage refuse">blocked</strong>;
  return (
    <>
      {Object.entries(classes).flatMap(([name, windows]) =>
        windows.map(({ amount, per }) => (
          <div key={`${name} ${per}`}>
            <Figure value={amount} text={`${whole(amount)} ${name} a ${per}`} href={href} />
          </div>
        )),
      )}
    </>
  );
}
