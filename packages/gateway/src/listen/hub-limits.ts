/** What an instance keeps for watchers at most. */
export interface HubLimits {
  /** Memory that the result of a target may take, in bytes. @default 8 MiB */
  readonly maxTargetBytes: number;
  /** Memory that all results may take, in bytes. @default 128 MiB */
  readonly maxInstanceBytes: number;
  /** @default 2,000 */
  readonly maxTargets: number;
  /** @default 1,000 */
  readonly maxWatchersPerTarget: number;
  /** How many documents a watcher may be behind before it gets the whole result. @default 500 */
  readonly maxPendingDocuments: number;
  /** How long a target is kept that nobody watches, in milliseconds. @default 5,000 */
  readonly lingerMs: number;
  /** The shortest time after which who is refused may come back, in milliseconds; the longest is twice that. @default 10,000 */
  readonly retryMs: number;
}

export const HUB_DEFAULTS: HubLimits = {
  maxTargetBytes: 8 * 1024 * 1024,
  maxInstanceBytes: 128 * 1024 * 1024,
  maxTargets: 2_000,
  maxWatchersPerTarget: 1_000,
  maxPendingDocuments: 500,
  lingerMs: 5_000,
  retryMs: 10_000,
};
