// Tables for a terminal: every line as wide as its columns ask, nothing a terminal would obey.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textTable } from '../../../src/quality/pages/text-table.ts';

const signs = (text: string): number => [...text].length;

describe('a table of text', () => {
  test('aligns names at the left and numbers at the right, without blanks at the ends of lines', () => {
    const table = textTable([{ head: 'column' }, { head: 'nulls', align: 'right' }, { head: 'notes' }], [['nir', '0', ''], ['a longer one', '1,204', 'x']]);
    expect(table).toBe('column        nulls  notes\n────────────  ─────  ─────\nnir               0\na longer one  1,204  x\n');
  });

  test('without rows is its heads', () => {
    expect(textTable([{ head: 'a' }, { head: 'bc', align: 'right' }], [])).toBe('a  bc\n─  ──\n');
  });

  test('shortens what may be shortened until it fits 120 signs, and shortens texts to the most their column takes', () => {
    const lines = textTable([{ head: 'a', least: 12 }, { head: 'b', align: 'right' }, { head: 'c', most: 10 }], [['x'.repeat(300), '1'.repeat(30), 'y'.repeat(50)]]).split('\n');
    expect(lines[2]).toBe(`${'x'.repeat(75)}…  ${'1'.repeat(30)}  ${'y'.repeat(9)}…`);
    expect(signs(lines[2]!)).toBe(120);
  });

  test('never shortens a column that must be whole, nor one below its least', () => {
    const [, , line = ''] = textTable([{ head: 'a', least: 12 }, { head: 'b' }], [['x'.repeat(30), 'y'.repeat(150)]]).split('\n');
    expect(line).toBe(`${'x'.repeat(11)}…  ${'y'.repeat(150)}`);
  });

  test('of any texts has one line a row, of one width, without a sign that a terminal obeys', () => {
    const cell = fc.string({ unit: 'binary', maxLength: 60 });
    fc.assert(fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 5 }), (rows) => {
      const lines = textTable([{ head: 'first', least: 5 }, { head: 'second', align: 'right', least: 5 }], rows).split('\n');
      expect(lines).toHaveLength(rows.length + 3);
      expect(lines.at(-1)).toBe('');
      for (const line of lines) {
        expect(line).not.toMatch(/\p{C}/u);
        expect(signs(line)).toBeLessThanOrEqual(120);
      }
    }), { numRuns: 200 });
  });
});
