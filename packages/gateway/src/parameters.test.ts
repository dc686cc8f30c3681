import { declaredParams } from "firebase-functions/params";
import { defineBoolean, defineInt, defineString } from "./parameters.ts";

interface Expression {
  toSpec(): unknown;
}

const NAMES = ["SOME_PLACE", "SOME_NUMBER", "SOME_SWITCH", "FUNCTIONS_CONTROL_API"];
afterEach(() => {
  for (const name of NAMES) Reflect.deleteProperty(process.env, name);
});

test.each([
  ["us-east1", "0", "true", ["us-east1", 0, true]],
  ["", "-12", "false", ["", -12, false]],
  [undefined, undefined, undefined, ["here", 7, true]],
])("a process that serves reads %j, %j and %j", (place, number, flag, expected) => {
  const parameters = [
    defineString("SOME_PLACE", { default: "here" }),
    defineInt("SOME_NUMBER", { default: 7 }),
    defineBoolean("SOME_SWITCH", { default: true }),
  ];
  const values = { SOME_PLACE: place, SOME_NUMBER: number, SOME_SWITCH: flag };
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) process.env[name] = value;
  }
  expect(parameters.map((parameter) => parameter.value())).toEqual(expected);
});

test("one that has neither a value nor a default is told by its name", () => {
  expect(() => defineString("SOME_PLACE").value()).toThrow("SOME_PLACE has no value");
});

test("a deploy that asks what there is learns of them from firebase-functions, with what it may ask", () => {
  defineString("SOME_PLACE", { default: "here" });
  expect(declaredParams).toEqual([]);
  process.env["FUNCTIONS_CONTROL_API"] = "true";
  defineString("SOME_PLACE", { default: "here", description: "Where?", label: "Place" });
  defineInt("SOME_NUMBER", { default: 7 });
  defineBoolean("SOME_SWITCH");
  const declared = declaredParams as unknown as readonly Expression[];
  const specs = declared.map((parameter) => parameter.toSpec());
  expect(specs).toEqual([
    { name: "SOME_PLACE", type: "string", default: "here", description: "Where?", label: "Place" },
    { name: "SOME_NUMBER", type: "int", default: 7 },
    { name: "SOME_SWITCH", type: "boolean" },
  ]);
});
