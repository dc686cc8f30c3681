/** The top-level collections that a gateway keeps its own records in, by their ids. */
export interface OwnCollections {
  /** What is left of each caller's limits, and of the project's budget. */
  readonly quotas: string;
  /** The limits that operators set for single callers. */
  readonly quotaOverrides: string;
  /** Which requests with a requestId were done, and what they were answered. */
  readonly requests: string;
  /** The gateway's own key. */
  readonly secrets: string;
  /** What calls did, by instance and minute. */
  readonly usage: string;
  /** Who wrote what, in collections that declare it, and what admins commanded. */
  readonly audit: string;
}

/**
 * The collections of the gateway of a namespace. All start with `_`, so that no definition can
 * match them.
 *
 * @param namespace tells apart gateways that share a database; empty for the one that has none
 */
export function ownCollections(namespace: string): OwnCollections {
  const prefix = namespace === "" ? "_" : `_${namespace}_`;
  return {
    quotas: `${prefix}quotas`,
    quotaOverrides: `${prefix}quotaOverrides`,
    requests: `${prefix}requests`,
    secrets: `${prefix}secrets`,
    usage: `${prefix}usage`,
    audit: `${prefix}audit`,
  };
}
