import { linesCommand, logsExplorer } from "../usage/log-lines.ts";
import { measureName } from "../usage/measure.ts";
import { selectionOf, selectionText } from "../usage/call-selection.ts";
import type { ViewProps } from "./view-props.ts";

/** Where else to look for the same time. */
const BESIDE = {
  caller: "Callers",
  collection: "Collections",
  shape: "Query shapes",
  callable: "Callables",
} as const;

/** How to find the lines of the log that a number is made of: each call has one. */
export function Lines({ session, range, about, link }: ViewProps) {
  const selection = selectionOf(about);
  const lines = { project: session.projectId, selection, range };
  return (
    <>
      <p>
        <b>{measureName(selection.measure)}</b> of <code>{selectionText(selection)}</code>: each
        call has written a line to the log.
      </p>
      {session.config.emulators === undefined ? (
        <>
          <p>
            <a href={logsExplorer(lines)} target="_blank" rel="noreferrer">
              The lines in Cloud Logging
            </a>
          </p>
          <p>Or by the command line:</p>
          <pre tabIndex={0}>{linesCommand(lines)}</pre>
        </>
      ) : (
        <>
          <p>Under emulators they are where the functions print. In a project, this finds them:</p>
          <pre tabIndex={0}>{linesCommand(lines)}</pre>
        </>
      )}
      <h2>What else was in this time</h2>
      <nav class="choices" aria-label="In this time">
        {Object.entries(BESIDE).map(([by, name]) => (
          <a key={by} href={link("readers", { by })}>
            {name}
          </a>
        ))}
        <a href={link("refusals")}>Refusals</a>
        <a href={link("latency")}>Latency</a>
      </nav>
    </>
  );
}
