import { summarizeProfile } from "./summarize-profile.ts";

const frame = (functionName: string, url: string) => ({
  functionName,
  scriptId: "1",
  url,
  lineNumber: 9,
  columnNumber: 0,
});

test("self times add up by module and by function, without idle time, the most first", () => {
  const nodes = [
    { id: 1, callFrame: frame("(idle)", "") },
    { id: 2, callFrame: frame("parse", "a") },
    { id: 3, callFrame: frame("", "a") },
    { id: 4, callFrame: frame("send", "b") },
  ];
  const profile = {
    nodes,
    startTime: 0,
    endTime: 10_000,
    samples: [1, 2, 3, 4, 2],
    timeDeltas: [4_000, 1_000, 2_000, 2_500, 500],
  };
  expect(summarizeProfile(profile, ({ url }) => url)).toEqual({
    busyMs: 6,
    byModule: [
      ["a", 3.5],
      ["b", 2.5],
    ],
    byFunction: [
      ["send b", 2.5],
      ["(anonymous, line 10) a", 2],
      ["parse a", 1.5],
    ],
  });
});
