/**
 * Firestore has answered with a document that does not lie where it was looked for. Whoever asked
 * may not see it: policies were applied to the place that they named.
 */
export class MisplacedDocumentError extends Error {
  override readonly name = "MisplacedDocumentError";

  constructor() {
    super("Firestore answered with a document that was not asked for.");
  }
}
