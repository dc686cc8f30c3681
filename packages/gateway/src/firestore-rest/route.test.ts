import { routeOf } from "./route.ts";

const BASE = "/v1/projects/p/databases/%28default%29/documents";

test.each([
  ["POST", ":commit", "commit"],
  ["POST", ":batchGet?key=k", "batchGet"],
  ["POST", "/users/ada:runQuery", "runQuery"],
  ["POST", "/users/a%3AbatchGet:runQuery", "runQuery"],
  ["GET", "/users/ada", "get"],
  ["GET", "/users/a%3Ab", "get"],
  ["GET", "/users", "listDocuments"],
  ["POST", "/users", "createDocument"],
  ["PATCH", "/users/ada", "patch"],
  ["DELETE", "/users/ada", "delete"],
  ["GET", ":commit", "unknown"],
  ["POST", ":toString", "unknown"],
  ["POST", "/users/ada", "unknown"],
  ["PUT", "/users/ada", "unknown"],
  ["GET", "", "unknown"],
] as const)("%s …/documents%s is %s", (httpMethod, path, method) => {
  expect(routeOf(httpMethod, BASE + path)?.method).toBe(method);
});

test("what stands before, as a rewrite leaves it, changes nothing", () => {
  const { segments } = routeOf("GET", `/p/us-central1/database${BASE}/users/v1`) ?? {};
  expect(segments?.slice(-2)).toEqual(["users", "v1"]);
});

test("a callable's path is none", () => {
  expect(routeOf("POST", "/p/us-central1/database/getDocument")).toBeUndefined();
});

test("streams of Firebase's full SDK are known, and not carried", () => {
  const url = "/database/google.firestore.v1.Firestore/Listen/channel?database=d";
  expect(routeOf("POST", url)?.method).toBe("webChannel");
});
