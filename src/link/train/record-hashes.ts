import { plainText, type Column } from '../../core/column.ts';

/**
 * Hashes the row keys of records, so that what is dealt out by them does not depend on other records.
 *
 * @param rowKeys - row key of each record: text, whole numbers or byte strings.
 * @param seed - int32.
 * @returns Int32Array(records).
 * @throws {TypeError} for a column that cannot name rows.
 */
export function hashRowKeys(rowKeys: Column, seed: number): Int32Array {
  const hashes = new Int32Array(rowKeys.rows);
  const hashBytes = (bytes: Uint8Array, start: number, end: number): number => {
    let hash = mix(seed, end - start);
    for (let at = start; at < end; at++) hash = mix(hash, bytes[at]!);
    return finish(hash);
  };
  switch (rowKeys.kind) {
    case 'text':
    case 'coded': {
      const { offsets, bytes } = plainText(rowKeys);
      for (let record = 0; record < hashes.length; record++) hashes[record] = hashBytes(bytes, offsets[record]!, offsets[record + 1]!);
      return hashes;
    }
    case 'binary':
      for (let record = 0; record < hashes.length; record++) hashes[record] = hashBytes(rowKeys.bytes, rowKeys.width * record, rowKeys.width * (record + 1));
      return hashes;
    case 'int32':
      for (let record = 0; record < hashes.length; record++) hashes[record] = finish(mix(mix(seed, rowKeys.values[record]!), rowKeys.values[record]! >> 31));
      return hashes;
    case 'int64': {
      const words = new Int32Array(rowKeys.values.buffer, rowKeys.values.byteOffset, 2 * rowKeys.rows);
      for (let record = 0; record < hashes.length; record++) hashes[record] = finish(mix(mix(seed, words[2 * record]!), words[2 * record + 1]!));
      return hashes;
    }
    default:
      throw new TypeError(`row key: expected text, whole numbers or byte strings, got ${rowKeys.kind}`);
  }
}

/** Folds a word into a hash. */
function mix(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

/** Spreads a hash over all its bits. */
function finish(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const again = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return again ^ (again >>> 16);
}
