import { wantedDocuments } from "./other-documents.ts";

describe("another document", () => {
  const lookup = (path: string, maxAgeMs: number) => ({ path, maxAgeMs });

  test("is wanted once, as fresh as the strictest policy wants it", () => {
    const lookups = [lookup("teams/a", 500), lookup("teams/b", 300), lookup("teams/a", 200)];
    expect(wantedDocuments(lookups, {})).toMatchObject([
      { path: "teams/a", use: { maxAgeMs: 200 } },
      { path: "teams/b", use: { maxAgeMs: 300 } },
    ]);
  });

  test("is read where one of the policies wants it read", () => {
    const lookups = [lookup("teams/a", 0), lookup("teams/a", 500)];
    expect(wantedDocuments(lookups, {})).toEqual([{ path: "teams/a" }]);
  });

  test("is as fresh as the request wants it", () => {
    const demand = { maxAgeMs: 100, notBefore: "2026-11-22T10:00:00.123456Z" };
    expect(wantedDocuments([lookup("teams/a", 500)], demand)).toMatchObject([
      { path: "teams/a", use: demand },
    ]);
  });
});
