import fc from 'fast-check';
import type { DataType } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import type { ColumnType } from '../../../src/core/column-type.ts';
import type { Column } from '../../../src/core/column.ts';
import { compositeKeys } from '../../../src/shape/composite-key.ts';
import { nullColumn } from '../../../src/core/null-column.ts';
import { columnOfValues, schemaOf, valuesOf, type Value } from '../../small-tables.ts';

function typeOf(type: string, coded = false): DataType {
  return schemaOf({ value: { type: type as ColumnType, role: 'attribute' } }, coded ? ['value'] : []).fields[0]!.type as DataType;
}

const column = (type: string, values: readonly Value[]): Column => columnOfValues(typeOf(type), values);

/** The joined keys as texts of hexadecimal digits. */
function keysOf(columns: readonly Column[], rows: number): (string | null)[] {
  const keys = compositeKeys(columns, rows);
  return Array.from({ length: rows }, (_, row) => {
    if (keys.valid !== null && ((keys.valid[row >> 3]! >> (row & 7)) & 1) === 0) return null;
    return Buffer.from(keys.bytes.subarray(keys.offsets[row], keys.offsets[row + 1])).toString('hex');
  });
}

describe('joined keys', () => {
  const value: Readonly<Record<string, fc.Arbitrary<Value>>> = {
    utf8: fc.constantFrom('', 'a', 'ab', 'b', '\u0000'), int32: fc.constantFrom(0, 1, 256), int64: fc.constantFrom(0n, 1n, -1n), bool: fc.boolean(), date: fc.constantFrom(0, 1), timestamp: fc.constantFrom(0n, 1n),
    'decimal(9,2)': fc.constantFrom(0n, -1n), 'binary(1)': fc.constantFrom('00', '61'),
  };
  const types = fc.array(fc.constantFrom(...Object.keys(value)), { minLength: 1, maxLength: 3 });

  test('are equal exactly where all columns are, and null where any is', () => {
    fc.assert(fc.property(types.chain((names) => fc.tuple(fc.constant(names), fc.array(fc.tuple(...names.map((name) => fc.option(value[name]!, { freq: 6 }))), { maxLength: 12 }))), ([names, rows]) => {
      const keys = keysOf(names.map((name, index) => column(name, rows.map((row) => row[index] as Value))), rows.length);
      rows.forEach((row, one) => {
        expect(keys[one] === null).toBe(row.includes(null));
        rows.forEach((other, two) => {
          if (keys[one] !== null && keys[two] !== null) expect(keys[one] === keys[two]).toBe(row.every((part, index) => Object.is(part, other[index])));
        });
      });
    }), { numRuns: 200 });
  });

  test('where one text ends and the next begins matters', () => {
    const keys = keysOf([column('utf8', ['ab', 'a']), column('utf8', ['c', 'bc'])], 2);
    expect(keys[0]).not.toBe(keys[1]);
  });

  test('one column of text is its own key', () => {
    const text = column('utf8', ['a', null]);
    expect(compositeKeys([text], 2)).toBe(text);
  });

  test('types without exact equality are refused', () => {
    expect(() => compositeKeys([column('float64', [1]), column('int32', [1])], 1)).toThrow(TypeError);
    expect(() => compositeKeys([column('float64', [1])], 1)).toThrow(TypeError);
  });
});

describe('columns of nulls', () => {
  test.each(['utf8', 'int32', 'int64', 'float64', 'bool', 'date', 'timestamp', 'decimal(9,2)', 'binary(4)'])('of %s hold no value and no bytes', (type) => {
    const made = nullColumn(typeOf(type), 9);
    expect(valuesOf(made)).toEqual(new Array(9).fill(null));
    for (const part of Object.values(made)) if (ArrayBuffer.isView(part)) expect(Buffer.from(part.buffer, part.byteOffset, part.byteLength).every((byte) => byte === 0)).toBe(true);
  });
  test('of dictionary text have an empty dictionary', () => {
    const made = nullColumn(typeOf('utf8', true), 3);
    expect(made).toMatchObject({ kind: 'coded', dictionary: { rows: 0 } });
    expect(valuesOf(made)).toEqual([null, null, null]);
  });
});
