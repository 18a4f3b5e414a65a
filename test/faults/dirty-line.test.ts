// The injector is held to published numbers and to itself before anything is held to it.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { describeWithData } from '../shared-data.ts';
import { eanDigit, frenchIban, luhnDigit, nirDigits, postOfficeDigit } from './check-digits.ts';
import { COLUMNS, OPTIONAL, type DirtyRow } from './clean-record.ts';
import { csvLine, CSV_HEADER, dirtyLine, dirtyLines, KIND_NAMES, type DirtySettings } from './dirty-line.ts';
import { misread } from './misread.ts';
import { UNITS } from './places.ts';
import { randomOf } from './random.ts';
import { SEEDS } from './seeds.ts';

const SETTINGS: DirtySettings = { seed: SEEDS[0]!, share: 0.3, several: false };
const lines = [...dirtyLines(SETTINGS, 20_000)];

describe('check digits', () => {
  test('are those of published numbers', () => {
    expect(['2840588321025', '284052A321025', '284052B321025', '2600720001002'].map(nirDigits)).toEqual(['32', '52', '79', '89']);
    expect(['40483304', '55200844', '7328293200007', '1000387962', '2A000015'].map(luhnDigit)).toEqual(['8', '3', '4', '3', '4']);
    // Two digits in ten are right for La Poste: 35600000009075 and 35600000049837 are published.
    expect(['3560000000907', '3560000004983'].map((before) => Number(postOfficeDigit(before)) % 5)).toEqual([5 % 5, 7 % 5]);
    // The example of GS1's manual, and the one of the French banks.
    expect(eanDigit('629104150021')).toBe('3');
    expect(frenchIban('30006', '00001', '12345678901')).toBe('FR7630006000011234567890189');
  });
});

describeWithData('the two digits of a NIR', 'identifiers/nir_vectors.json', (path) => {
  test('are the expected ones of every published vector that has 15 characters', () => {
    const vectors = JSON.parse(readFileSync(path, 'utf8')) as { nir: string; expected_key: string | null }[];
    const whole = vectors.map(({ nir, expected_key }) => [nir.replaceAll(/[\s.-]/g, ''), expected_key] as const)
      .filter(([nir, digits]) => digits !== null && /^\d{6}[\dAB]\d{8}$/.test(nir));
    expect(whole.length).toBeGreaterThan(40);
    expect(whole.map(([nir]) => nirDigits(nir.slice(0, 13)))).toEqual(whole.map(([, digits]) => digits));
  });
});

describe('a damaged name', () => {
  test('is what a program shows that takes UTF-8 for another encoding', () => {
    expect(misread('Hélène', 'windows-1252')).toBe('HÃ©lÃ¨ne');
    expect(misread('JOÃO', 'windows-1252')).toBe('JOÃƒO');
    expect(misread('Lecœur', 'windows-1252')).toBe('LecÅ“ur');
    expect(misread('Dupont', 'windows-1252')).toBeUndefined();
    for (const name of ['Zoé', 'Nguyễn', 'Castellà']) expect(Buffer.from(misread(name, 'iso-8859-1')!, 'latin1').toString('utf8')).toBe(name);
  });
});

describe('chance', () => {
  test('spreads over a bound and never reaches it', () => {
    const counts = new Array<number>(7).fill(0);
    for (let row = 0; row < 7000; row++) {
      const value = randomOf(1, row, 0).below(7);
      counts[value]! += 1;
    }
    expect(counts).toHaveLength(7);
    expect(Math.min(...counts)).toBeGreaterThan(850);
    expect(Math.max(...counts)).toBeLessThan(1150);
  });
});

/** What a clean row looks like, in words of its own: not by the functions that made it. */
const SHAPES: Partial<Record<keyof DirtyRow, RegExp>> = {
  nir: /^[1-8]\d{4}(?:\d{2}|2A|2B)\d{8}$/, sex: /^[12]$/, birthDate: /^(?:19|20)\d\d-\d\d-\d\d$/, birthCommune: /^(?:\d{5}|2[AB]\d{3})$/, hospital: /^(?:\d\d|2[AB])\d{7}$/,
  doctor: /^10\d{9}$/, employer: /^\d{14}$/, drug: /^34009\d{8}$/, diagnosis: /^[A-Z]\d{2,4}$/, act: /^[A-Z]{4}\d{3}$/, entry: /^[678]$/, phone: /^\+33[1-7][45]\d{7}$/,
  email: /^[a-z.-]+\d+@[a-z.-]+$/, postalCode: /^\d{5}$/, cost: /^\d{2,5}\.\d\d$/, iban: /^FR\d{25}$/,
};

describe('the dirty file', () => {
  test('holds every kind of fault, each many times, and as many faulty rows as asked', () => {
    const faults = lines.flatMap((line) => line.faults);
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(KIND_NAMES));
    expect(faults.length / lines.length).toBeGreaterThan(0.28);
    expect(faults.length / lines.length).toBeLessThan(0.32);
  });

  test('has clean rows that are right, and empty only where they may be', () => {
    const clean = lines.filter(({ faults }) => faults.length === 0).map(({ row }) => row);
    const odd = clean.flatMap((row) => COLUMNS.filter((column) => (row[column] === null ? !OPTIONAL.includes(column) : SHAPES[column]?.test(row[column]) === false)));
    expect(odd).toEqual([]);
    expect(clean.filter(({ nir }) => nir!.slice(13) !== nirDigits(nir!.slice(0, 13)))).toEqual([]);
    expect(clean.filter(({ admission, discharge }) => discharge! < admission!)).toEqual([]);
    expect(clean.filter(({ unit }) => !UNITS.includes(unit!))).toEqual([]);
    expect(clean.filter(({ familyName }) => familyName !== familyName!.normalize('NFC').trim())).toEqual([]);
    const stays = lines.filter(({ faults }) => faults.length === 0).map(({ row }) => row.stay);
    expect(new Set(stays).size).toBe(stays.length);
  });

  test('differs from the clean row in the column at fault, and says what stood there', () => {
    for (const { row, faults: [fault] } of lines) {
      if (fault === undefined || fault.kind === 'rowTwice') continue;
      expect(row[fault.column]).not.toBe(fault.clean);
      expect(fault.line).toBe(Number(row.line));
    }
  });

  test('repeats earlier clean rows where it says so', () => {
    const twins = lines.filter(({ faults: [fault] }) => fault?.twin !== null && fault !== undefined);
    expect(twins.length).toBeGreaterThan(50);
    for (const { row, faults: [fault] } of twins) {
      const original = lines[fault!.twin! - 1]!;
      expect(original.faults).toEqual([]);
      expect(fault!.twin).toBeLessThan(fault!.line);
      expect(row.stay).toBe(original.row.stay);
      if (fault!.kind === 'rowTwice') expect({ ...row, line: original.row.line }).toEqual(original.row);
    }
  });

  test('has lines that depend on their number alone, and other lines for another seed', () => {
    expect(dirtyLine(SETTINGS, 12_345)).toEqual(lines[12_344]);
    expect(dirtyLine({ ...SETTINGS, seed: SEEDS[1]! }, 12_345)).not.toEqual(lines[12_344]);
  });

  test('may have several faults in a row, never two that one rule reads together', () => {
    const several = [...dirtyLines({ ...SETTINGS, several: true }, 2000)].filter(({ faults }) => faults.length > 1);
    expect(several.length).toBeGreaterThan(100);
    for (const { faults } of several) {
      expect(new Set(faults.map(({ column }) => column)).size).toBe(faults.length);
      expect(faults.filter(({ column }) => ['nir', 'sex', 'birthDate', 'birthCommune'].includes(column)).length).toBeLessThan(2);
    }
  });

  test('is written as CSV, a null as nothing', () => {
    expect(CSV_HEADER.split(',')).toHaveLength(COLUMNS.length);
    const row = { ...lines[0]!.row, act: null, familyName: 'a, "b"' };
    expect(csvLine(row)).toContain(',"a, ""b""",');
    expect(csvLine(row).endsWith('\n')).toBe(true);
  });
});
