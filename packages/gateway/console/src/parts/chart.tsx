import { useEffect, useRef } from "preact/hooks";
import UPlot from "uplot";
import { clockTime, compact, dateTime, whole } from "../format.ts";

/** One line of a chart. */
export interface ChartLine {
  readonly name: string;
  /** A variable of the style sheet, such as `--reads`. */
  readonly color: string;
  readonly values: readonly (number | null)[];
}

interface ChartProps {
  /** What it shows, for who can't see it. */
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly times: readonly number[];
  readonly lines: readonly ChartLine[];
}

const HEIGHT = 220;

/** Lines over time. */
export function Chart({ title, times, lines }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const data: UPlot.AlignedData = [
      times.map((time) => time / 1_000),
      ...lines.map(({ values }) => [...values]),
    ];
    const chart = new UPlot(optionsFor(element, lines), data, element);
    const sized = new ResizeObserver(() => {
      chart.setSize({ width: element.clientWidth, height: HEIGHT });
    });
    sized.observe(element);
    return () => {
      sized.disconnect();
      chart.destroy();
    };
  }, [times, lines]);
  return <div class="chart" role="img" aria-label={`${title}: ${described(lines)}`} ref={place} />;
}

function optionsFor(element: HTMLElement, lines: readonly ChartLine[]): UPlot.Options {
  const style = getComputedStyle(element);
  const axis = {
    stroke: style.getPropertyValue("--quiet"),
    grid: { stroke: style.getPropertyValue("--line"), width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    axes: [
      { ...axis, values: timesText },
      { ...axis, values: (_chart, ticks) => ticks.map(compact) },
    ],
    scales: { y: { range: (_chart, _least, most) => [0, Math.max(1, most * 1.1)] } },
    series: [
      { label: "Time", value: (_chart, seconds) => momentText(seconds) },
      ...lines.map(({ name, color }) => ({
        label: name,
        stroke: style.getPropertyValue(color),
        value: (_chart: UPlot, amount: number | null) => (amount === null ? "–" : whole(amount)),
        width: 2,
        points: { show: true, size: 6, fill: style.getPropertyValue(color) },
      })),
    ],
  };
}

const DAY_SECONDS = 86_400;

/** Times along the axis: of steps of a day their dates, else the time of the day. */
function timesText(_chart: UPlot, times: number[]): string[] {
  const [first = 0, second = first] = times;
  return times.map((seconds) =>
    second - first >= DAY_SECONDS ? momentText(seconds).slice(5, 10) : clockTime(seconds * 1_000),
  );
}

function momentText(seconds: number | null): string {
  return seconds === null ? "–" : dateTime(new Date(seconds * 1_000).toISOString());
}

function described(lines: readonly ChartLine[]): string {
  return lines
    .map(({ name, values }) => {
      const total = values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
      const most = Math.max(0, ...values.map((value) => value ?? 0));
      return `${name} ${compact(total)} in all, at most ${compact(most)} at a time`;
    })
    .join("; ");
}
