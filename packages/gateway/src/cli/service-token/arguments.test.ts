import { readArguments } from "./arguments.ts";

const read = (line: string) => readArguments(line.split(" ").filter((word) => word !== ""));

test("a name is enough", () => {
  expect(read("catalog")).toEqual({
    identity: { uid: "service:catalog", claims: { service: "catalog" } },
    project: undefined,
    appId: undefined,
  });
});

test("everything can be said", () => {
  expect(read("catalog --admin --project p --api-key k --app-id 1:1:web:a")).toEqual({
    identity: { uid: "service:catalog", claims: { service: "catalog", admin: true } },
    project: { id: "p", apiKey: "k" },
    appId: "1:1:web:a",
  });
});

test("help is help, whatever else is said", () => {
  expect(read("--help")).toBeUndefined();
  expect(read("catalog -h")).toBeUndefined();
});

test.each([
  ["", "Name the service."],
  ["catalog billing", "of one service: billing"],
  ["catalog --project p", "needs both"],
  ["catalog --api-key k", "needs both"],
  ["catalog --nope", "Unknown option '--nope'"],
])("%j is refused: %s", (line, message) => {
  expect(() => read(line)).toThrow(message);
});
