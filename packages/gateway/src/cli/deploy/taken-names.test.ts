import { takenNames } from "./taken-names.ts";

const ours = {
  names: ["getDocument", "setDocument"],
  region: "us-central1",
  codebase: "database-service",
};

test("a function of the gateway's name that others deployed is taken", () => {
  const listed = [
    { id: "getDocument", region: "us-central1", codebase: "shop" },
    { id: "setDocument", region: "us-central1" },
  ];
  expect(takenNames(listed, ours)).toEqual([
    "getDocument (us-central1, codebase shop)",
    "setDocument (us-central1, codebase default)",
  ]);
});

test("the gateway's own, those in other regions and those of other names are not", () => {
  const listed = [
    { id: "getDocument", region: "us-central1", codebase: "database-service" },
    { id: "getDocument", region: "europe-west1", codebase: "shop" },
    { id: "sendMail", region: "us-central1", codebase: "shop" },
  ];
  expect(takenNames(listed, ours)).toEqual([]);
});
