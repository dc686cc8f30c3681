/** A lease as a record has granted it. */
export interface GrantedLease {
  readonly number: number;
  /** Milliseconds since 1970, by the database's clock. */
  readonly expiresAtMs: number;
  /** Whether the lease held before was still there, and goes on in this one. */
  readonly goesOn: boolean;
  /** What was left of the holder's last lease when that ended, as far as it is in the buckets again, by the name of the limit. @default nothing */
  readonly returned?: Readonly<Record<string, number>>;
  /** By the name of the limit. */
  readonly parts: Readonly<Record<string, GrantedPart>>;
}

/** What a record has granted of a limit. */
export interface GrantedPart {
  /** The most tokens that it may hold. */
  readonly room: number;
  /** The tokens for which it has room besides, as unsettled calls may give them back. */
  readonly reserved: number;
  readonly refillPerMinute: number;
  /** The tokens that it holds, or where the held lease was not pooled, those added to it. */
  readonly tokens: number;
}
