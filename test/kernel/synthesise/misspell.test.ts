import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { appendNumber, appendUnit, createCell, writeCell, type Cell } from '../../../src/synthesise/kernel/cell.ts';
import { slipDate } from '../../../src/synthesise/kernel/corrupt.ts';
import { capitalise, keepFirstPart, mishear, mistype } from '../../../src/synthesise/kernel/misspell.ts';
import { seedGenerator } from '../../../src/synthesise/kernel/xoshiro.ts';
import { createTextWriter, finishText } from '../../../src/text/index.ts';

function cellOf(text: string): Cell {
  const cell = createCell();
  for (const character of text) appendUnit(cell, character.charCodeAt(0));
  return cell;
}

const textOf = (cell: Cell): string => String.fromCharCode(...cell.units.subarray(0, Math.max(0, cell.length)));

function generator(index: number): Int32Array {
  const state = new Int32Array(4);
  seedGenerator(state, Uint32Array.of(1, 2, 3, 4), 1, index);
  return state;
}

/** Edits between two texts, an exchange of neighbours counting as one: the textbook table. */
function edits(left: string, right: string): number {
  const table = Array.from({ length: left.length + 1 }, (_, row) => Array.from({ length: right.length + 1 }, (_, column) => (row === 0 ? column : column === 0 ? row : 0)));
  for (let row = 1; row <= left.length; row++) {
    for (let column = 1; column <= right.length; column++) {
      const change = left[row - 1] === right[column - 1] ? 0 : 1;
      let best = Math.min(table[row - 1]![column]! + 1, table[row]![column - 1]! + 1, table[row - 1]![column - 1]! + change);
      if (row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]) best = Math.min(best, table[row - 2]![column - 2]! + 1);
      table[row]![column] = best;
    }
  }
  return table[left.length]![right.length]!;
}

const name = fc.stringMatching(/^[A-Z][a-zéèçœ'-]{1,15}$/);

describe('mistype', () => {
  test('makes at most one edit, and mostly one', () => {
    let changed = 0;
    fc.assert(fc.property(name, fc.nat(), (text, index) => {
      const cell = cellOf(text);
      mistype(cell, generator(index));
      expect(edits(text, textOf(cell))).toBeLessThanOrEqual(1);
      if (textOf(cell) !== text) changed++;
    }), { numRuns: 2000 });
    expect(changed).toBeGreaterThan(1400);
  });

  test('digits stay digits, and short texts stay', () => {
    fc.assert(fc.property(fc.stringMatching(/^[0-9]{5,15}$/), fc.nat(), (text, index) => {
      const cell = cellOf(text);
      mistype(cell, generator(index));
      expect(textOf(cell)).toMatch(/^[0-9]{4,16}$/);
    }));
    for (const text of ['', 'A']) {
      const cell = cellOf(text);
      for (let index = 0; index < 50; index++) mistype(cell, generator(index));
      expect(textOf(cell)).toBe(text);
    }
    const missing = createCell();
    missing.length = -1;
    mistype(missing, generator(1));
    expect(missing.length).toBe(-1);
  });
});

describe('mishear', () => {
  const heard = (text: string): Set<string> => new Set(Array.from({ length: 300 }, (_, index) => {
    const cell = cellOf(text);
    mishear(cell, generator(index));
    return textOf(cell);
  }));

  test('writes one of the spellings that sound alike', () => {
    const spellings = heard('Moreau');
    for (const spelling of ['Moreo', 'Morau']) expect(spellings).toContain(spelling);
    expect(heard('Philippe')).toContain('Philipe');
    expect([...heard('Martin')].every((spelling) => edits('Martin', spelling) <= 3)).toBe(true);
  });

  test('keeps the first letter, and a name without such a spelling', () => {
    for (const spelling of heard('Schmitt')) expect(spelling.startsWith('S')).toBe(true);
    expect([...heard('Bo')]).toEqual(['Bo']);
  });
});

test('capitals lose their accents and ligatures come apart', () => {
  const cell = cellOf('Lœuvre-d’Éloïse');
  capitalise(cell);
  expect(textOf(cell)).toBe('LOEUVRE-D’ELOISE');
});

test('the first part of a compound name is kept', () => {
  for (const [whole, part] of [['Jean-Pierre', 'Jean'], ['Marie Claude', 'Marie'], ['Zoé', 'Zoé'], ['', '']] as const) {
    const cell = cellOf(whole);
    keepFirstPart(cell);
    expect(textOf(cell)).toBe(part);
  }
});

test('a slipped date exists and lies near, or on 1 January', () => {
  let same = 0;
  fc.assert(fc.property(fc.integer({ min: -25_000, max: 20_000 }), fc.nat(), (days, index) => {
    const slipped = slipDate(days, generator(index));
    expect(Number.isInteger(slipped)).toBe(true);
    const far = Math.abs(slipped - days);
    const date = new Date(slipped * 86_400_000);
    const isNewYear = date.getUTCMonth() === 0 && date.getUTCDate() === 1;
    const isDecade = Math.abs(date.getUTCFullYear() - new Date(days * 86_400_000).getUTCFullYear()) === 10;
    expect(far <= 367 || isNewYear || isDecade).toBe(true);
    if (far === 0) same++;
  }), { numRuns: 3000 });
  expect(same).toBeLessThan(150);
});

describe('cells', () => {
  test('texts are written as UTF-8', () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: fc.constantFrom(...'aZ09éœÿ’'), maxLength: 20 })), (texts) => {
      const writer = createTextWriter(texts.length, 0);
      for (const text of texts) expect(writeCell(cellOf(text), writer)).toBe(true);
      const written = finishText(writer);
      texts.forEach((text, row) => {
        expect(new TextDecoder().decode(written.bytes.subarray(written.offsets[row], written.offsets[row + 1]))).toBe(text);
      });
    }));
  });

  test('numbers are written with their zeros, and nothing is written past the end', () => {
    const cell = createCell();
    appendNumber(cell, 7, 3);
    appendNumber(cell, 0, 0);
    appendNumber(cell, 1205, 0);
    expect(textOf(cell)).toBe('00701205');
    for (let index = 0; index < 500; index++) appendUnit(cell, 65);
    expect(cell.length).toBe(160);
  });
});
