import type { UsageWindow } from "../../../src/usage/usage-rows.ts";
import { SPAN_MS } from "../../../src/usage/usage-window.ts";
import { duration, whole } from "../format.ts";
import { Chart } from "../parts/chart.tsx";
import { CutNote } from "../parts/cut-note.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Figure } from "../parts/figure.tsx";
import { Loading } from "../parts/loading.tsx";
import { Moment } from "../parts/moment.tsx";
import { useLoaded } from "../parts/use-loaded.ts";
import type { Link } from "../router.ts";
import {
  aboutSelection,
  selectionOf,
  selectionText,
  type CallSelection,
} from "../usage/call-selection.ts";
import { loadUsage, type LoadedUsage } from "../usage/load-usage.ts";
import { amountOf, isLatency, measureName, together } from "../usage/measure.ts";
import { rowName } from "../usage/merged-windows.ts";
import { aboutTime } from "../usage/time-range.ts";
import { totalOf, totalTrend } from "../usage/usage-table.ts";
import { windowTimes } from "../usage/window-times.ts";
import type { ViewProps } from "./view-props.ts";

/** For how long usage is told by the minute. */
const MINUTES_KEPT_MS = 7 * SPAN_MS.day;

/** What a number is made of: how much of it each minute, hour or day has. */
export function Course({ session, range, about, link }: ViewProps) {
  const selection = selectionOf(about);
  const loaded = useLoaded(
    () => loadUsage(session, selection.by, range),
    `${selection.by} ${range.name}`,
  );
  return (
    <>
      <p>
        <b>{measureName(selection.measure)}</b> of <code>{selectionText(selection)}</code>
      </p>
      <Loading of={loaded}>
        {(all) => {
          const usage = { ...all, windows: all.windows.map((one) => selected(one, selection)) };
          return (
            <>
              <CutNote usage={usage} />
              <CourseChart usage={usage} selection={selection} />
              <Windows usage={usage} selection={selection} link={link} />
            </>
          );
        }}
      </Loading>
    </>
  );
}

/** What of a window is of the selection. */
function selected(window: UsageWindow, { row }: CallSelection): UsageWindow {
  if (row === undefined) return window;
  return { ...window, rows: window.rows.filter((one) => rowName(one) === rowName(row)) };
}

interface CourseProps {
  readonly usage: LoadedUsage;
  readonly selection: CallSelection;
}

function CourseChart({ usage, selection: { measure } }: CourseProps) {
  const name = measureName(measure);
  const color = measure === "writes" || measure === "written" ? "--writes" : "--reads";
  return (
    <Chart
      title={name}
      times={windowTimes(usage)}
      lines={[{ name, color, values: totalTrend(usage, measure) }]}
    />
  );
}

function Windows({ usage, selection, link }: CourseProps & { readonly link: Link }) {
  const { measure } = selection;
  const text = isLatency(measure) ? duration : whole;
  const amount = ({ rows }: UsageWindow) =>
    together(
      measure,
      rows.map((row) => amountOf(row, measure)),
    );
  const hrefOf = (window: UsageWindow) => placeOfWindow(window, { usage, selection, link });
  return (
    <DataTable
      title={`${measureName(measure)} by the ${usage.resolution}`}
      empty="Nothing was counted."
      rows={usage.windows.filter((window) => amount(window) > 0).toReversed()}
      keyOf={({ at }) => at}
      columns={[
        {
          name: `By the ${usage.resolution}`,
          cell: ({ at }) => <Moment at={at} />,
          total: isLatency(measure) ? "Highest" : "Together",
        },
        {
          name: measureName(measure),
          isNumber: true,
          cell: (window) => (
            <Figure value={amount(window)} text={text(amount(window))} href={hrefOf(window)} />
          ),
          total: <span class="total">{text(totalOf(usage, measure))}</span>,
        },
      ]}
    />
  );
}

/** What a window is made of: the next smaller ones, as long as they are kept; of a minute, its calls. */
function placeOfWindow(
  { at }: UsageWindow,
  { usage: { resolution }, selection, link }: CourseProps & { readonly link: Link },
): string {
  const fromMs = Date.parse(at);
  const isKept = resolution === "day" || fromMs > Date.now() - MINUTES_KEPT_MS;
  const view = resolution !== "minute" && isKept ? "course" : "lines";
  const time = aboutTime(fromMs, fromMs + SPAN_MS[resolution]);
  return link(view, { ...aboutSelection(selection), ...time });
}
