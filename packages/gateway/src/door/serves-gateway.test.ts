import { servesGateway } from "./serves-gateway.ts";

test.each([
  ["getDocument", true],
  ["database", true],
  ["crm.database", true],
  ["crm.getDocument", true],
  ["crm.inner.batchWrite", true],
  ["", true],
  [undefined, true],
  ["onUserCreated", false],
  ["getDocument.onUserCreated", false],
  ["constructor", false],
])("a process of the function %j serves the gateway: %s", (FUNCTION_TARGET, expected) => {
  expect(servesGateway(FUNCTION_TARGET === undefined ? {} : { FUNCTION_TARGET })).toBe(expected);
});
