import { aggregateContract } from "./contract/aggregate.contract.ts";
import { batchWriteContract } from "./contract/batch-write.contract.ts";
import { callContract } from "./contract/call.contract.ts";
import { commitContract } from "./contract/commit.contract.ts";
import { findNearestContract } from "./contract/find-nearest.contract.ts";
import { getContract } from "./contract/get.contract.ts";
import { namesContract } from "./contract/names.contract.ts";
import { preconditionContract } from "./contract/precondition.contract.ts";
import { queryContract } from "./contract/query.contract.ts";
import { transformContract } from "./contract/transform.contract.ts";
import type { DocumentStore } from "./store.ts";

/** What every document store does. Runs beside other tests: it keeps to collections of its own. */
export function documentStoreContract(store: DocumentStore): void {
  describe("get", () => getContract(store));
  describe("commit", () => commitContract(store));
  describe("preconditions", () => preconditionContract(store));
  describe("transforms", () => transformContract(store));
  describe("batchWrite", () => batchWriteContract(store));
  describe("query", () => queryContract(store));
  describe("findNearest", () => findNearestContract(store));
  describe("aggregate", () => aggregateContract(store));
  describe("names", () => namesContract(store));
  describe.each(["users/auth0:123/", `users/${"\u00e9".repeat(750)}/`])("below %s", (parent) => {
    describe("query", () => queryContract(store, parent));
    describe("findNearest", () => findNearestContract(store, parent));
    describe("aggregate", () => aggregateContract(store, parent));
  });
  describe("every call", () => callContract(store));
}
