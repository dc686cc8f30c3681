import { gatewayFor } from "./gateway-for.ts";
import { hostFaultOf } from "./host-fault.ts";

const GATEWAY = "us-central1-p.cloudfunctions.net/database";
const LISTEN = "google.firestore.v1.Firestore/Listen/channel";

test.each([
  [`https://${GATEWAY}`, true, 'without "https://": set ssl to true'],
  ["http://127.0.0.1:5001/p/us-central1/database", true, 'without "http://": set ssl to false'],
  [`${GATEWAY}/`, false, "without the slash at its end"],
  ["us-central1-p.cloudfunctions.net", false, 'does not end in "/database"'],
  ["us-central1-p.cloudfunctions.net/databse", false, 'does not end in "/database"'],
  ["database-abc-uc.a.run.app", false, "addGateway"],
])("the host %s is known to be wrong, and what to do is said", (host, isGateway, what) => {
  expect(hostFaultOf(host, isGateway)).toContain(what);
});

test.each([
  [GATEWAY, true],
  ["database-abc-uc.a.run.app", true],
  ["firestore.googleapis.com", false],
  ["127.0.0.1:8080", false],
  ["firestore.example.com", false],
])("nothing is known to be wrong with the host %s", (host, isGateway) => {
  expect(hostFaultOf(host, isGateway)).toBeUndefined();
});

test("the console says once what is wrong, and nothing of hosts that are right", () => {
  const warn = jest.spyOn(console, "warn").mockImplementation(() => undefined);
  for (const host of [GATEWAY, `${GATEWAY}/`, `${GATEWAY}/`, "firestore.googleapis.com"]) {
    gatewayFor(`https://${host}/${LISTEN}`);
  }
  expect(warn.mock.calls).toEqual([[hostFaultOf(`${GATEWAY}/`, false)]]);
});
