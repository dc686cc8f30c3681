import { gateway, perMinute } from "../../index.ts";
import { MisuseError } from "../command/misuse-error.ts";
import { chooseGateway } from "./choose-gateway.ts";
import { gatewaysIn } from "./gateways-in.ts";

const few = { calls: [perMinute(1)], reads: [perMinute(1)], writes: [perMinute(1)] } as const;
const quotas = { tiers: { anonymous: few, user: few, service: few, admin: few } };
const groups = {
  shop: gateway({ collections: [], quotas }),
  crm: gateway({ collections: [], quotas, namespace: "crm" }),
  reports: gateway({ collections: [], quotas, databaseId: "reports" }),
};
const all = gatewaysIn(groups).map((found) => ({ ...found, codebase: "default", folder: "." }));
const [shop, crm, reports] = all;

test("the only gateway is meant without being named", () => {
  expect(chooseGateway(all.slice(0, 1), {})).toBe(shop);
});

test.each([
  [{ namespace: "crm" }, crm],
  [{ database: "reports" }, reports],
  [{ namespace: "", database: "(default)" }, shop],
])("%j names one of several", (choice, chosen) => {
  expect(chooseGateway(all, choice)).toBe(chosen);
});

test.each([
  [{}, "There are several gateways"],
  [{ namespace: "" }, "There are several gateways"],
  [{ namespace: "crn" }, "There is no such gateway"],
])("%j names none, which is told with those that there are", (choice, message) => {
  expect(() => chooseGateway(all, choice)).toThrow(MisuseError);
  expect(() => chooseGateway(all, choice)).toThrow(message);
  expect(() => chooseGateway(all, choice)).toThrow('--namespace crm --database "(default)"');
});
