import { aggregateContract } from "./suite/aggregate.suite.ts";
import { allCollectionsContract } from "./suite/all-collections.suite.ts";
import { batchWriteContract } from "./suite/batch-write.suite.ts";
import { callContract } from "./suite/call.suite.ts";
import { commitContract } from "./suite/commit.suite.ts";
import { findNearestContract } from "./suite/find-nearest.suite.ts";
import { getContract } from "./suite/get.suite.ts";
import { namesContract } from "./suite/names.suite.ts";
import { preconditionContract } from "./suite/precondition.suite.ts";
import { queryContract } from "./suite/query.suite.ts";
import { repeatedContract } from "./suite/repeated.suite.ts";
import { transformContract } from "./suite/transform.suite.ts";
import { transactionContract } from "./suite/transaction.suite.ts";
import type { DocumentStore } from "./store.ts";

/** What every document store does. Runs beside other tests: it keeps to collections of its own. */
export function documentStoreContract(store: DocumentStore): void {
  describe("get", () => getContract(store));
  describe("commit", () => commitContract(store));
  describe("preconditions", () => preconditionContract(store));
  describe("transforms", () => transformContract(store));
  describe("several writes of one document", () => repeatedContract(store));
  describe("batchWrite", () => batchWriteContract(store));
  describe("transactions", () => transactionContract(store));
  describe("query", () => queryContract(store));
  describe("findNearest", () => findNearestContract(store));
  describe("aggregate", () => aggregateContract(store));
  describe("names", () => namesContract(store));
  describe("all collections", () => allCollectionsContract(store));
  describe.each(["users/auth0:123/", `users/${"\u00e9".repeat(750)}/`])("below %s", (parent) => {
    describe("query", () => queryContract(store, parent));
    describe("findNearest", () => findNearestContract(store, parent));
    describe("aggregate", () => aggregateContract(store, parent));
  });
  describe("every call", () => callContract(store));
}
