/** Where in the request an operation stands, for messages. */
export interface RequestPosition {
  /** The position in the form of google.rpc.BadRequest: `writes[2]`. */
  readonly at: string;
  /** The index of the write or the path, where the request has several. */
  readonly index?: number;
}
