/** Where in the request an operation stands, for messages. */
export interface RequestPosition {
  /** As google.rpc.BadRequest writes it: `writes[2]`. */
  readonly at: string;
  /** The index of the write or the path, where the request has several. */
  readonly index?: number;
}
