import { allowedOrigins } from "./allowed-origins.ts";

describe("allowedOrigins", () => {
  test.each([
    ["*", "*"],
    ["https://a.example", ["https://a.example"]],
    ["https://a.example, https://b.example,", ["https://a.example", "https://b.example"]],
    ["https://a.example,*", "*"],
    ["", false],
    [" , ", false],
  ])("%j is %j", (parameter, origins) => {
    expect(allowedOrigins(parameter, false)).toEqual(origins);
  });

  test.each([["*"], ["https://a.example"]])(
    "in the emulator suite, %j is every origin",
    (parameter) => {
      expect(allowedOrigins(parameter, true)).toBe("*");
    },
  );

  test("none are none in the emulator suite too", () => {
    expect(allowedOrigins("", true)).toBe(false);
  });
});
