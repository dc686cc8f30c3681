import { readAuditLog } from "./direct-traffic.ts";

const DOCUMENTS = "projects/p/databases/(default)/documents";

const entry = (methodName: string, request: object, principalEmail?: string) => ({
  timestamp: "2026-11-27T10:00:00.123456789Z",
  protoPayload: {
    "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
    serviceName: "firestore.googleapis.com",
    methodName: `google.firestore.v1.Firestore.${methodName}`,
    authenticationInfo: principalEmail === undefined ? {} : { principalEmail },
    request,
  },
});
const read = (entries: readonly object[]) =>
  readAuditLog(JSON.stringify(entries), "log.json", "gw@p.com");

test("documents, queries and groups are found, with who asked", () => {
  const query = (parent: string, from: object) => ({ parent, structuredQuery: { from: [from] } });
  const { direct, ofGateway } = read([
    entry("BatchGetDocuments", { documents: [`${DOCUMENTS}/users/ada/notes/1`] }, "api@p.com"),
    entry("RunQuery", query(`${DOCUMENTS}/users/ada`, { collectionId: "notes" })),
    entry("RunQuery", query(DOCUMENTS, { collectionId: "notes", allDescendants: true })),
    entry("Commit", { writes: [{ update: { name: `${DOCUMENTS}/users/ada` } }] }, "gw@p.com"),
    entry("Listen", {}),
  ]);
  expect(ofGateway).toBe(1);
  expect(direct).toEqual([
    expect.objectContaining({
      method: "BatchGetDocuments",
      principal: "api@p.com",
      collections: ["users/{id}/notes"],
    }),
    expect.objectContaining({ principal: undefined, collections: ["users/{id}/notes"] }),
    expect.objectContaining({ collections: [], groups: ["notes"] }),
    expect.objectContaining({ method: "Listen", collections: [], groups: [] }),
  ]);
});

test("entries of other services are left out, and what is no log is refused", () => {
  const other = entry("RunQuery", {});
  other.protoPayload.serviceName = "storage.googleapis.com";
  expect(read([other])).toEqual({ direct: [], ofGateway: 0 });
  expect(() => readAuditLog("{}", "log.json")).toThrow(/log\.json is no exported audit log/);
  expect(() => readAuditLog('[{"a":1}]', "log.json")).toThrow(/no exported audit log/);
});

test("entries may stand one a line, as sinks write them", () => {
  const lines = [entry("RunQuery", {}), entry("Listen", {})].map((one) => JSON.stringify(one));
  expect(readAuditLog(`${lines.join("\n")}\n`, "log.json").direct).toHaveLength(2);
  expect(() => readAuditLog(`${String(lines[0])}\n{"cut":`, "log.json")).toThrow(/no exported/);
});
