export interface UnaryCall {
  readonly url: string;
  readonly method: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly timeoutMs: number;
  readonly withCredentials: boolean;
}

/** What became of a unary call. */
export interface UnaryAnswer {
  /** One of `ErrorCode`'s. */
  readonly errorCode: number;
  /** HTTP's; 0 where no answer came. */
  readonly status: number;
  readonly text: string;
}
