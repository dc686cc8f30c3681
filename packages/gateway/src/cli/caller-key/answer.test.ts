import { callerKey } from "../../caller/caller-key.ts";
import { PlainError } from "../command/plain-error.ts";
import { answer } from "./answer.ts";

const USERS = JSON.stringify({ users: [{ localId: "bob" }, { localId: "ada" }] });
const ada = callerKey({ kind: "user", uid: "ada" });
const tell = (...args: readonly string[]) => answer(args, () => USERS);

test("users and services are told as the log tells them", () => {
  expect(tell("--uid", "ada")).toBe(ada);
  expect(tell("--service", "catalog")).toBe(callerKey({ kind: "service", service: "catalog" }));
});

test("a caller of the log is found among exported users", () => {
  expect(tell("--find", ada, "--users", "users.json")).toBe("ada");
  const carol = callerKey({ kind: "user", uid: "carol" });
  expect(() => tell("--find", carol, "--users", "users.json")).toThrow("None of the users");
});

test("whoever asks for nothing, or wrongly, is told how to", () => {
  expect(tell("--help")).toContain("--find <caller>");
  for (const args of [[], ["--find", ada], ["--nobody"], ["ada"]]) {
    expect(() => tell(...args)).toThrow(PlainError);
  }
  const csv = () => answer(["--find", ada, "--users", "users.csv"], () => "ada,ada@example.com");
  expect(csv).toThrow("auth:export");
});
