import type { GatewayError } from "../errors/error.ts";
import { refuseConflicts } from "./refuse-conflicts.ts";
import { toBatchOperation } from "./request-write.ts";

type WireWrite = Parameters<typeof toBatchOperation>[0];
type Step = readonly [op: WireWrite["op"], terms?: { ifUpdateTime?: string; ifExists?: boolean }];

const TIME = { ifUpdateTime: "2026-11-22T10:00:00.000001Z" };
const LATER = { ifUpdateTime: "2026-11-22T10:00:00.000002Z" };

/** The indexes of the writes that are refused, undefined if none are; another document lies between. */
function refused(steps: readonly Step[]) {
  const writes = steps.flatMap(([op, terms]): WireWrite[] => [
    { op, path: "c/a", data: {}, ...terms },
    { op: "delete", path: "c/b" },
  ]);
  try {
    refuseConflicts(writes.map(toBatchOperation));
    return undefined;
  } catch (error) {
    expect(error).toMatchObject({ reason: "BATCH_CONFLICT", details: { path: "c/a" } });
    return (error as GatewayError).details["indexes"];
  }
}

test.each<readonly Step[]>([
  [["create"], ["update"], ["set"], ["delete"]],
  [["delete"], ["create"], ["delete"], ["set"]],
  [["set"], ["set", { ifExists: true }], ["delete", { ifExists: true }]],
  [["update", TIME], ["update", TIME], ["set"], ["delete"], ["delete", TIME]],
])("can be in one batch: %j, %j, …", (...steps) => {
  expect(refused(steps)).toBeUndefined();
});

test.each<readonly [earlier: Step, later: Step]>([
  [["create"], ["create"]],
  [["set"], ["create"]],
  [["update"], ["set", { ifExists: false }]],
  [["delete"], ["update"]],
  [["delete"], ["set", { ifExists: true }]],
  [["delete"], ["delete", { ifExists: true }]],
  [["set"], ["update", TIME]],
  [
    ["update", TIME],
    ["update", LATER],
  ],
  [
    ["delete", TIME],
    ["set", TIME],
  ],
  [["verify", { ifExists: true }], ["set"]],
  [["set"], ["verify", { ifExists: true }]],
  [
    ["verify", { ifExists: true }],
    ["verify", { ifExists: true }],
  ],
])("can't be in one batch: %j and %j", (earlier, later) => {
  expect(refused([earlier, later])).toEqual([0, 2]);
});
