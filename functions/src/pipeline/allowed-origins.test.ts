import { allowedOrigins } from "./allowed-origins.ts";

describe("allowedOrigins", () => {
  test.each([
    ["*", "*"],
    ["https://a.example", ["https://a.example"]],
    ["https://a.example, https://b.example,", ["https://a.example", "https://b.example"]],
    ["https://a.example,*", "*"],
    ["", false],
    [" , ", false],
    [undefined, false],
  ])("%j is %j", (parameter, origins) => {
    expect(allowedOrigins(parameter)).toEqual(origins);
  });
});
