import { gatewayUrlsOf } from "./gateway-urls.ts";
import { addGateway } from "./settings.ts";

const STREAM = "google.firestore.v1.Firestore/Listen/channel";

test("a host with a path that ends in database is a gateway's, with listen beside it", () => {
  const deployed = "https://us-central1-p.cloudfunctions.net";
  const emulated = "http://127.0.0.1:5001/p/us-central1";
  const grouped = "https://us-central1-p.cloudfunctions.net/crm-";
  for (const [base, listen] of [
    [`${deployed}/database`, `${deployed}/listen`],
    [`${emulated}/database`, `${emulated}/listen`],
    [`${grouped}database`, `${grouped}listen`],
  ] as const) {
    const urls = { database: base, listen };
    expect(gatewayUrlsOf(`${base}/${STREAM}`)).toEqual(urls);
    expect(gatewayUrlsOf(`${base}/v1/projects/p/databases/d/documents:commit?key=k`)).toEqual(urls);
  }
});

test("Firestore's own hosts, and all that don't say so, are not a gateway's", () => {
  for (const base of [
    "https://firestore.googleapis.com",
    "http://127.0.0.1:8080",
    "https://database",
    "https://example.com/mydatabase",
    "https://example.com/database/more",
  ]) {
    expect(gatewayUrlsOf(`${base}/${STREAM}`)).toBeUndefined();
  }
  expect(gatewayUrlsOf("https://example.com/database/elsewhere")).toBeUndefined();
});

test("a host that is named is a gateway's", () => {
  addGateway({ host: "api.example.com", listenUrl: "https://live.example.com" });
  expect(gatewayUrlsOf(`https://api.example.com/${STREAM}`)).toEqual({
    database: "https://api.example.com",
    listen: "https://live.example.com",
  });
});
