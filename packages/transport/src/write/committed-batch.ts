/** The gateway's answer to a commit. */
export interface CommittedBatch {
  readonly writeResults?: readonly object[];
  readonly commitTime: string;
}

/** Whether an answer says that a commit was applied: whatever else is answered does not. */
export function isCommitted(answered: unknown): answered is CommittedBatch {
  return typeof answered === "object" && answered !== null && "commitTime" in answered;
}
