import type { CodableColumn } from '../../group/index.ts';

/**
 * Sends each value of a column to one of several partitions, by its bytes: equal values go to the same one, in every
 * batch and process.
 *
 * @param column - a plain column of any kind.
 * @param partitions - number of partitions, from 1 to 256.
 * @returns Uint8Array(rows); null rows go anywhere.
 */
export function partitionOf(column: CodableColumn, partitions: number): Uint8Array {
  const { rows } = column;
  const out = new Uint8Array(rows);
  if (column.kind === 'text') {
    for (let row = 0; row < rows; row++) out[row] = hashBytes(column.bytes, column.offsets[row]!, column.offsets[row + 1]!) % partitions;
    return out;
  }
  if (column.kind === 'bool') {
    for (let row = 0; row < rows; row++) out[row] = ((column.bits[row >> 3]! >> (row & 7)) & 1) % partitions;
    return out;
  }
  const bytes = bytesOf(column);
  const width = rows === 0 ? 0 : bytes.length / rows;
  for (let row = 0; row < rows; row++) out[row] = hashBytes(bytes, width * row, width * (row + 1)) % partitions;
  return out;
}

function bytesOf(column: Exclude<CodableColumn, { readonly kind: 'text' | 'bool' }>): Uint8Array {
  switch (column.kind) {
    case 'int32':
    case 'int64':
    case 'float64':
      return new Uint8Array(column.values.buffer, column.values.byteOffset, column.values.byteLength);
    case 'date':
      return new Uint8Array(column.days.buffer, column.days.byteOffset, column.days.byteLength);
    case 'timestamp':
      return new Uint8Array(column.micros.buffer, column.micros.byteOffset, column.micros.byteLength);
    case 'decimal':
      return new Uint8Array(column.limbs.buffer, column.limbs.byteOffset, column.limbs.byteLength);
    case 'binary':
      return column.bytes;
    case 'coded':
      throw new TypeError('column: expected a plain column, got dictionary codes');
  }
}

/** FNV-1a, then a mix so that its low bits depend on all bytes. */
function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** Members of each partition: those of partition `p` are `members[starts[p] … starts[p + 1])`. */
export interface PartitionMembers {
  readonly starts: Int32Array;
  readonly members: Int32Array;
}

/**
 * Lists the members of each partition, ascending.
 *
 * @param partitionOfMember - Uint8Array: partition of each member.
 * @param partitions - number of partitions.
 * @returns the members by partition.
 * @remarks O(members), by counting.
 */
export function partitionMembers(partitionOfMember: Uint8Array, partitions: number): PartitionMembers {
  const starts = new Int32Array(partitions + 1);
  for (const partition of partitionOfMember) starts[partition + 1]!++;
  for (let partition = 0; partition < partitions; partition++) starts[partition + 1]! += starts[partition]!;
  const next = starts.slice();
  const members = new Int32Array(partitionOfMember.length);
  for (let member = 0; member < members.length; member++) members[next[partitionOfMember[member]!]!++] = member;
  return { starts, members };
}
