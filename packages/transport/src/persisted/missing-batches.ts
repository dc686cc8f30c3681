interface Contents {
  readonly content: string;
}

/**
 * How many of a stream's next batches are not stored, where those behind them are the first that
 * are: the SDK sends its queue from the start, and another tab that has sent of it began there too.
 *
 * @param contents the writes of each batch, in JSON
 * @returns -1 where they are not of this queue, or none of it is left
 */
export function missingBatches(contents: readonly string[], stored: readonly Contents[]): number {
  const isStoredBehind = (missing: number) =>
    contents.slice(missing).every((content, index) => stored[index]?.content === content);
  return contents.findIndex((_, missing) => isStoredBehind(missing));
}
