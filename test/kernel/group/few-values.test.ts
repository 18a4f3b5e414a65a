// The index of few values, which grows before it is left for the large one.
import { describe, expect, test } from 'vitest';
import { appendBytes, makeByteStore, SLACK_BYTES, viewOf } from '../../../src/group/byte-store.ts';
import { encodeFew, growFewValues, makeFewValues } from '../../../src/group/few-values.ts';
import { byteDictionary } from '../../../src/group/index.ts';
import { textColumnOf } from '../../text-column.ts';

/** Strings of every length on both sides of the eight bytes that a slot compares at once. */
const textOf = (value: number): string => `${value}`.repeat(1 + (value % 5));

function columnOf(values: number): { offsets: Int32Array; view: DataView } {
  const { offsets, bytes } = textColumnOf(Array.from({ length: values }, (_, value) => textOf(value)));
  const roomy = new Uint8Array(bytes.length + SLACK_BYTES);
  roomy.set(bytes);
  return { offsets, view: viewOf(roomy) };
}

describe('the index of few values', () => {
  test('is left once it is half full, and finds every string again after each growth', () => {
    const values = 1200;
    const { offsets, view } = columnOf(values);
    const store = makeByteStore();
    const codes = new Int32Array(values);
    const lefts: number[] = [];
    let reached = 0;
    for (let few: Int32Array | null = makeFewValues(); few !== null; few = growFewValues(few)) {
      reached = encodeFew(few, store, offsets, 0, view, null, reached, values, codes);
      lefts.push(reached);
      const again = new Int32Array(reached);
      expect(encodeFew(few, store, offsets, 0, view, null, 0, reached, again)).toBe(reached);
      expect([...again]).toEqual(Array.from({ length: reached }, (_, row) => row));
    }
    expect(lefts).toEqual([16, 128, 1024]);
  });

  test('keeps what was appended elsewhere out: a string it does not hold gets a code of its own', () => {
    const { offsets, view } = columnOf(3);
    const store = makeByteStore();
    expect(appendBytes(store, view, offsets[0]!, offsets[1]! - offsets[0]!)).toBe(0);
    const codes = new Int32Array(3);
    encodeFew(makeFewValues(), store, offsets, 0, view, null, 0, 3, codes);
    expect([...codes]).toEqual([1, 2, 3]);
  });

  test('a dictionary holds little while it has few strings', () => {
    const dictionary = byteDictionary();
    const { offsets, bytes, rows } = textColumnOf(['Paris', 'Lyon']);
    dictionary.encode(offsets, bytes, null, rows, new Int32Array(2));
    expect(dictionary.byteLength).toBeLessThan(4096);
  });
});
