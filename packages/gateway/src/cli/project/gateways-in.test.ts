import { anyData, anyone, collection, gateway, perMinute } from "../../index.ts";
import { gatewaysIn } from "./gateways-in.ts";

const access = { read: anyone(), write: anyone() };
const few = { calls: [perMinute(1)], reads: [perMinute(1)], writes: [perMinute(1)] } as const;
const quotas = { tiers: { anonymous: few, user: few, service: few, admin: few } };
const orders = collection("orders", { schema: anyData(), access });
const shop = gateway({ collections: [orders], quotas });
const crm = gateway({ collections: [], quotas, namespace: "crm" });

test("functions are found alone and in groups, by the names under which Firebase deploys them", () => {
  const { getDocument, setDocument } = shop;
  const exported = {
    getDocument,
    renamed: setDocument,
    apis: { crm, v: { getQuota: crm.getQuota } },
  };
  const [first, second, ...none] = gatewaysIn(exported);
  expect(none).toEqual([]);
  expect(first).toMatchObject({
    options: { collections: [orders], namespace: "" },
    names: ["getDocument", "renamed"],
  });
  expect(second?.options.namespace).toBe("crm");
  expect(second?.names).toContain("apis-crm-getDocument");
  expect(second?.names).toContain("apis-v-getQuota");
});

test("what is no gateway's is passed over, circles too", () => {
  const circle: Record<string, unknown> = { orders, quotas, text: "", nothing: null };
  circle["circle"] = circle;
  expect(gatewaysIn({ circle, onSomething: () => undefined })).toEqual([]);
});
