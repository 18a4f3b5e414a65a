/** Bytes at the end of a feed that are never filled: room to end a scan, and to read whole words near the end. */
export const FEED_SLACK = 4;

/** Gathers pieces of any size into one stretch of bytes, so that what is read never depends on how it was cut. */
export interface ByteFeed {
  /** The bytes not yet consumed are `bytes[from … to)`; there is room for {@link FEED_SLACK} more at `to`. */
  bytes: Uint8Array;
  from: number;
  to: number;
}

/**
 * Makes an empty feed.
 *
 * @param capacity - bytes to hold before they are handed over.
 * @returns a feed that grows only when one row fills it.
 */
export function createByteFeed(capacity: number): ByteFeed {
  return { bytes: new Uint8Array(capacity + FEED_SLACK), from: 0, to: 0 };
}

/**
 * Copies what fits of a piece.
 *
 * @param feed - where to.
 * @param piece - the bytes.
 * @param start - first byte of the piece to copy.
 * @returns the number of bytes copied, 0 when the feed is full.
 */
export function fillFeed(feed: ByteFeed, piece: Uint8Array, start: number): number {
  const count = Math.min(piece.length - start, feed.bytes.length - FEED_SLACK - feed.to);
  feed.bytes.set(start === 0 && count === piece.length ? piece : piece.subarray(start, start + count), feed.to);
  feed.to += count;
  return count;
}

/**
 * Tells whether nothing more fits.
 *
 * @param feed - the feed.
 * @returns `true` when the next byte needs {@link compactFeed} first.
 */
export function isFeedFull(feed: ByteFeed): boolean {
  return feed.to === feed.bytes.length - FEED_SLACK;
}

/**
 * Makes room after bytes were consumed: moves the rest to the front, and doubles the feed when nothing was consumed.
 *
 * @param feed - the feed; `from` becomes 0.
 */
export function compactFeed(feed: ByteFeed): void {
  const held = feed.to - feed.from;
  if (feed.from === 0 && isFeedFull(feed)) {
    const larger = new Uint8Array(2 * (feed.bytes.length - FEED_SLACK) + FEED_SLACK);
    larger.set(feed.bytes.subarray(0, held));
    feed.bytes = larger;
  } else feed.bytes.copyWithin(0, feed.from, feed.to);
  feed.from = 0;
  feed.to = held;
}
