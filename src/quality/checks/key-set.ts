import type { SpillStore } from '../../core/fold.ts';
import { DIGEST_BYTES, DIGEST_PARTS, digestSet, type DigestSet } from '../../group/index.ts';

/** Groups in which digests are written out and read back: one of them is in memory at a time. */
export const KEY_GROUPS = 64;

const PARTS_PER_GROUP = DIGEST_PARTS / KEY_GROUPS;

/** A set of digests that goes to a spill store by the first bits of the digests. */
export interface KeySet {
  /** What is in memory. */
  readonly held: DigestSet;
  /** Whether anything was written out. */
  readonly isSpilled: boolean;
  /** Writes what is in memory out. */
  spill(store: SpillStore): Promise<void>;
  /** Takes over another set; consumes it. */
  merge(other: KeySet): void;
  /**
   * Gives the whole set, at once or group by group; consumes it, unless it is in memory.
   *
   * @returns pairs of a group, `null` for all of them, and its digests.
   */
  groups(): AsyncGenerator<readonly [group: number | null, set: DigestSet]>;
}

/** The digests of one group, together. */
function recordsOf(set: DigestSet, group: number): Uint8Array {
  const parts = Array.from({ length: PARTS_PER_GROUP }, (_, place) => set.records(group * PARTS_PER_GROUP + place));
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** A key set that tells another one where its digests are. */
interface StreamedKeySet extends KeySet {
  streams(): readonly KeyStreams[];
}

/** Numbers the streams of a store, since several sets may share it. */
const streamsOf = new WeakMap<SpillStore, number>();

/** Streams of a store that belong together, one for each group. */
export interface KeyStreams {
  readonly store: SpillStore;
  readonly name: string;
}

/**
 * Names streams that nobody else has.
 *
 * @param store - where they will be.
 * @returns their name; that of a group follows it.
 */
export function keyStreams(store: SpillStore): KeyStreams {
  const number = streamsOf.get(store) ?? 0;
  streamsOf.set(store, number + 1);
  return { store, name: `quality-${number}` };
}

/**
 * Tells the group of a digest.
 *
 * @param firstByte - the digest's first byte.
 * @returns the group, from 0 to 63.
 */
export function groupOfDigest(firstByte: number): number {
  return firstByte / PARTS_PER_GROUP | 0;
}

/**
 * Appends digests to the stream of a group.
 *
 * @param streams - the streams.
 * @param group - the group.
 * @param digests - 16 bytes each.
 */
export async function appendDigests({ store, name }: KeyStreams, group: number, digests: Uint8Array): Promise<void> {
  if (digests.length > 0) await store.append(`${name}-${group}`, digests);
}

/**
 * Reads the digests of a group back, and forgets the stream.
 *
 * @param streams - the streams.
 * @param group - the group.
 * @returns pieces of whole digests.
 */
export async function* readDigests({ store, name }: KeyStreams, group: number): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array(0);
  for await (const piece of store.read(`${name}-${group}`)) {
    const joined = new Uint8Array(rest.length + piece.length);
    joined.set(rest);
    joined.set(piece, rest.length);
    const whole = joined.length - (joined.length % DIGEST_BYTES);
    rest = joined.slice(whole);
    if (whole > 0) yield joined.subarray(0, whole);
  }
  if (rest.length > 0) throw new RangeError('digests: the stream ends within a digest');
  await store.remove(`${name}-${group}`);
}

/**
 * Makes an empty set.
 *
 * @returns the set.
 * @remarks At most 32 bytes a digest in memory, 16 where it is written out.
 */
export function keySet(): KeySet {
  const held = digestSet();
  let own: KeyStreams | null = null;
  const others: KeyStreams[] = [];

  async function spill(store: SpillStore): Promise<void> {
    own ??= keyStreams(store);
    for (let group = 0; group < KEY_GROUPS; group++) await appendDigests(own, group, recordsOf(held, group));
    held.clear();
  }

  const streams = (): readonly KeyStreams[] => (own === null ? others : [own, ...others]);
  const set: StreamedKeySet = {
    held,
    get isSpilled(): boolean {
      return streams().length > 0;
    },
    spill,
    merge(other) {
      for (let part = 0; part < DIGEST_PARTS; part++) held.absorb(other.held.records(part));
      others.push(...(other as StreamedKeySet).streams());
    },
    async *groups() {
      const [first] = streams();
      if (first === undefined) {
        yield [null, held];
        return;
      }
      await spill(first.store);
      for (let group = 0; group < KEY_GROUPS; group++) {
        const set = digestSet();
        for (const stream of streams()) for await (const digests of readDigests(stream, group)) set.absorb(digests);
        yield [group, set];
      }
    },
    streams,
  };
  return set;
}

