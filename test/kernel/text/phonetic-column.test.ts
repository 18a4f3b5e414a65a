import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { phoneticCode, phoneticColumn } from '../../../src/text/index.ts';
import { reading, read, rewrite, rewriting } from '../../../src/text/phonetic/rules.ts';
import { stringsOf, textColumnOf } from '../../text-column.ts';

describe('phoneticColumn', () => {
  test('gives what the function on strings gives, row by row, and null where nothing is heard', () => {
    const names = fc.constantFrom('Dupont', 'Dupond', 'Lefèvre', 'Œuvré', '123', '', 'd’Ornano', 'Ștefan', '王');
    fc.assert(fc.property(fc.array(fc.option(fc.oneof(names, fc.string({ unit: 'grapheme', maxLength: 12 }))), { maxLength: 30 }), fc.nat(5), (values, lead) => {
      const { offsets, bytes, valid, rows } = textColumnOf(values, lead);
      const column = phoneticColumn('phonex', offsets, bytes, valid, rows);
      const expected = values.map((value) => (value === null ? null : phoneticCode('phonex', value) || null));
      expect(stringsOf({ ...column, rows })).toEqual(expected);
      expect([...column.isSilent]).toEqual(values.map((value, row) => (value !== null && expected[row] === null ? 1 : 0)));
    }));
  });

  test('takes a column without rows, and refuses one without offsets', () => {
    const none = phoneticColumn('fonem', new Int32Array(1), new Uint8Array(0), null, 0);
    expect([none.offsets.length, none.bytes.length, none.valid.length]).toEqual([1, 0, 0]);
    expect(() => phoneticColumn('fonem', new Int32Array(1), new Uint8Array(0), null, 2)).toThrow(RangeError);
  });
});

describe('a table of rules', () => {
  test('replaces everywhere, rule after rule, between what stands before and after', () => {
    const rules = rewriting('C > K / #_[AO] ; T > / _# ; I-3: (v)N > $1M');
    expect(rewrite('CACANT', rules)).toBe('KACAM');
    expect(rewrite('', rules)).toBe('');
  });

  test('passes a rule over only when it cannot fit', () => {
    // The rules with optional letters and alternatives are those whose letters could be wrongly asked for.
    const tables = ['QU? > K', 'AB?C > X', 'O|AU > E', '(A|E)L > $1', '[XY]Z > Q', 'AA+ > A'];
    const patterns = [/QU?/g, /AB?C/g, /O|AU/g, /(A|E)L/g, /[XY]Z/g, /AA+/g];
    const replacements = ['K', 'X', 'E', '$1', 'Q', 'A'];
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'QUABCOELXYZP'), maxLength: 8 }), fc.nat(5), (word, index) => {
      expect(rewrite(word, rewriting(tables[index]!))).toBe(word.replace(patterns[index]!, replacements[index]!));
    }));
  });

  test('reads from left to right, the first rule that fits counting, and a letter without rule for itself', () => {
    const rules = reading('CH > X|K ; C > s / _E ; C > k ; [AE] > / _#');
    expect(['CHACE', 'CECC', 'LA'].map((word) => read(word, rules))).toEqual(['Xas', 'sekk', 'l']);
    expect(read('CH', reading('CH > X|K', 1))).toBe('K');
  });

  test('is refused when a line is no rule', () => {
    expect(() => rewriting('A B')).toThrow(TypeError);
  });
});
