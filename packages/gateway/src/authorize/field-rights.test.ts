import * as z from "zod";
import type { Caller } from "../caller/caller.ts";
import { collection } from "../collection/collection.ts";
import { fieldRights, findHidden, findReadOnly } from "./field-rights.ts";
import { admin, anyone, nobody, pathTeam, role } from "../policy/policy.ts";
import { Registry } from "../collection/registry.ts";

const registry = new Registry([
  collection("teams/{teamId}/people", {
    schema: z.looseObject({}),
    access: { read: anyone(), write: anyone() },
    fields: {
      salary: { read: role("hr"), write: admin() },
      "address.street": { read: pathTeam("teamId") },
      createdAt: { write: nobody() },
    },
  }),
]);
const match = registry.find("teams/red/people");
if (match === undefined) throw new Error("not found");
const caller = (rights: Partial<Caller>): Caller =>
  ({
    kind: "user",
    uid: "ada",
    admin: false,
    roles: [],
    teams: [],
    app: null,
    ...rights,
  }) as Caller;

test("rights on fields are the caller's, the same for all documents", () => {
  expect(fieldRights([match], caller({}))).toEqual({
    hidden: [["salary"], ["address", "street"]],
    readOnly: [["salary"], ["address", "street"], ["createdAt"]],
  });
  expect(fieldRights([match], caller({ roles: ["hr"] })).hidden).toEqual([["address", "street"]]);
  expect(fieldRights([match], caller({ teams: ["red"] })).hidden).toEqual([["salary"]]);
});

test("fields of a collection group are hidden if one of its definitions hides them", () => {
  const { definition } = match;
  const group = [
    { definition: { ...definition, fields: [] }, params: {} },
    { definition, params: {} },
  ];
  expect(fieldRights(group, caller({})).hidden).toHaveLength(2);
});

const rights = fieldRights([match], caller({}));

test.each([
  [["salary"]],
  [["salary", "amount"]],
  [["address"]],
  [["address", "street"]],
  [["address", "street", "number"]],
])("a query can't name %j", (path) => {
  expect(findHidden(rights, [["name"], path])).toEqual(path);
});

test.each([[["name"]], [["address", "city"]], [["sal"]], [["createdAt"]], [["__name__"]]])(
  "a query can name %j",
  (path) => {
    expect(findHidden(rights, [path])).toBeUndefined();
  },
);

test.each([
  [["createdAt"]],
  [["createdAt", "x"]],
  [["salary"]],
  [["address"]],
  [["address", "street"]],
  [[]],
])("a write can't touch %j", (path) => {
  expect(findReadOnly(rights, [["name"], path])).toEqual(path);
});

test("a write can touch what lies beside", () => {
  expect(findReadOnly(rights, [["name"], ["address", "city"]])).toBeUndefined();
});

test("a map around a hidden field that the caller may write can't be replaced", () => {
  const blind = { hidden: [["address", "street"]], readOnly: [] };
  expect(findReadOnly(blind, [["address"]])).toEqual(["address"]);
  expect(findReadOnly(blind, [[]])).toEqual([]);
  expect(findReadOnly(blind, [["address", "street"]])).toBeUndefined();
});
