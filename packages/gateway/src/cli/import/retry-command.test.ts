import type { Column } from "./columns.ts";
import { retryCommand } from "./retry-command.ts";

test("it repeats what was said, and the types that the cells of the whole file decided", () => {
  const column: Column = {
    name: "zip",
    title: "zip",
    type: "string",
    decidedBy: "cells",
    isLeftOutIfEmpty: false,
  };
  const columns = [
    column,
    { ...column, name: "firstMade", title: "it's made", type: "number" } as const,
    { ...column, title: "b", decidedBy: "schema" } as const,
    { ...column, name: undefined },
  ];
  const options = ["--delimiter", ";", "--as", "billing"];
  expect(retryCommand({ collection: "a", path: "/x y/a.rejected.csv", options, columns })).toBe(
    `npm run database-service -- import a '/x y/a.rejected.csv' --delimiter ';' --as billing --type zip=string --type 'it'\\''s made=number'`,
  );
});
