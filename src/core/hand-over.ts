/** A channel through which one gives items and another takes them, one at a time: neither gets ahead of the other. */
export interface HandOver<Item> {
  /** The items, for one taker. Who leaves early refuses what is given afterwards. */
  readonly taken: AsyncIterable<Item>;
  /** Gives an item; done once it was asked for. Rejects when the taker has gone, or the channel ended. */
  give(item: Item): Promise<void>;
  /** Ends what is taken, behind the items given. */
  end(): void;
  /** Ends it with an error. */
  fail(error: unknown): void;
}

/**
 * Makes a channel between two who run at once, such as one who computes rows and one who writes them.
 *
 * @returns the channel, open and empty.
 * @remarks Holds one item. A giver waits for ever where nobody takes.
 * @example
 * const { taken, give, end } = handOver();
 * give('a').then(() => give('b')).then(end);
 * const letters = [];
 * for await (const letter of taken) letters.push(letter);
 * letters; // => ['a', 'b']
 */
export function handOver<Item>(): HandOver<Item> {
  const { readable, writable } = new TransformStream<Item, Item>();
  const writer = writable.getWriter();
  // Whoever gives or takes hears of an error; nobody waits for the ends themselves.
  const ignore = (): void => undefined;
  return {
    taken: readable,
    async give(item) {
      try {
        await writer.write(item);
      } catch (error) {
        throw error instanceof Error ? error : new Error('nobody takes the items any more');
      }
    },
    end() {
      writer.close().catch(ignore);
    },
    fail(error) {
      writer.abort(error).catch(ignore);
    },
  };
}
