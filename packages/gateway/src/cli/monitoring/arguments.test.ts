import { readMonitoringArguments } from "./arguments.ts";

const words = (line: string) => line.split(" ").filter((word) => word !== "");

test("everything can be said", () => {
  const channel = "projects/p/notificationChannels/1";
  const line = `--project p --email a@b.c --channel ${channel} --dry-run --namespace crm`;
  expect(readMonitoringArguments(words(line))).toEqual({
    project: "p",
    emails: ["a@b.c"],
    channels: [channel],
    isDryRun: true,
    out: undefined,
    choice: { namespace: "crm", database: undefined },
  });
  expect(readMonitoringArguments(["--help"])).toBeUndefined();
});

test.each([
  ["", "Say either"],
  ["--project p --out here", "Say either"],
  ["--out here --email ops", "no e-mail address"],
  ["--project p --channel 7", "is no channel"],
])("%s is refused: %s", (line, message) => {
  expect(() => readMonitoringArguments(words(line))).toThrow(message);
});
