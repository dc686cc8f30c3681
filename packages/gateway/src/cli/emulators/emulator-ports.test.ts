import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { emulatorPorts } from "./emulator-ports.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ports-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test("the emulators listen where Firebase's own do by default", () => {
  const ports = { auth: 9099, functions: 5001, firestore: 8080 };
  expect(emulatorPorts(folder)).toEqual(ports);
  writeFileSync(join(folder, "firebase.json"), "{}");
  expect(emulatorPorts(folder)).toEqual(ports);
});

test("firebase.json says where else, in this folder or above", () => {
  writeFileSync(join(folder, "firebase.json"), '{"emulators": {"auth": {"port": 1}, "hub": {}}}');
  const inner = join(folder, "functions");
  mkdirSync(inner);
  expect(emulatorPorts(inner)).toEqual({ auth: 1, functions: 5001, firestore: 8080 });
});
