// Digests of rows, computed apart by Python 3.11 (hmac and struct only), so that no release changes them unseen:
// a measure may be compared with one that an earlier release spilled or kept.
//
//   label = b'a423/row-digest/v1'; key = struct.pack('<I', len(label)) + label
//   text = lambda t: b'\x01' + struct.pack('<I', len(t.encode())) + t.encode()
//   digest = lambda message: hmac.new(key, message, hashlib.sha256).hexdigest()[:32]
import { expect, test } from 'vitest';
import { arrowType } from '../../../src/core/arrow.ts';
import type { ColumnType } from '../../../src/core/column-type.ts';
import { rowDigests } from '../../../src/group/index.ts';
import { columnOfValues, type Value } from '../../small-tables.ts';

type Part = readonly [type: ColumnType, value: Value];

test.each<[string, readonly Part[], string]>([
  ["digest(b'\\x00')", [['utf8', null]], '69149fa05cd59608bb73bb23cde2a623'],
  ["digest(text('284058832102532'))", [['utf8', '284058832102532']], '6c8b245de4dd98fd4318de8d29cae336'],
  ["digest(text(''))", [['utf8', '']], '3cc72a82a7746c92fdcf8c39b3a9c2e2'],
  ["digest(text('Zoé'))", [['utf8', 'Zoé']], '1dcdc983a68f0f804d1ac95213f98f36'],
  ["digest(text('750712184') + b'\\x01' + struct.pack('<i', 19723))", [['utf8', '750712184'], ['date', 19_723]], 'c5ab21de34cbdb46a417dce93fcd6512'],
  ["digest(text('750712184') + b'\\x00')", [['utf8', '750712184'], ['date', null]], '35a5e4288e10dfb3323856d75da4b801'],
  ["digest(b'\\x01' + struct.pack('<q', -7))", [['int32', -7]], '1afbaf33ee9325f4eb0e9d60b0cafa0f'],
  ['the same from 64 bits', [['int64', -7n]], '1afbaf33ee9325f4eb0e9d60b0cafa0f'],
  ["digest(b'\\x01' + struct.pack('<d', 0.1))", [['float64', 0.1]], '021d885bded935d99fcec4a7cd78873c'],
  ["digest(b'\\x01' + (1250).to_bytes(16, 'little'))", [['decimal(9,2)', 1250n]], '7f16a3e691cd52802c1f0f12b56d0b5f'],
])('%s', (_, parts, digest) => {
  const columns = parts.map(([type, value]) => columnOfValues(arrowType(type), [value]));
  expect(Buffer.from(rowDigests(columns, 1)).toString('hex')).toBe(digest);
});
