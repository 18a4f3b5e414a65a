// Every planted fault of an identifier, against the functions on plain strings: found where it cannot be undone, undone
// where it can, and nothing said against a value that is right.
import { describe, expect, test } from 'vitest';
import { formatIdentifier, IDENTIFIER_NAMES, IDENTIFIERS, normaliseIdentifier, validateIdentifier } from '../../src/identifiers/index.ts';
import { OPTIONAL, type ColumnName } from './clean-record.ts';
import { dirtyLines, type DirtyLine, type Fault } from './dirty-line.ts';
import { SEEDS } from './seeds.ts';

/** Which identifier a column holds, and the kinds of faults that only its neighbours, or padding, could see. */
const COLUMNS: readonly (readonly [name: string, column: ColumnName, notHere: readonly string[]])[] = [
  ['nir', 'nir', ['sexDisagrees', 'monthDisagrees', 'yearDisagrees', 'nirMissing']],
  ['finess', 'hospital', ['hospitalZero']],
  ['rpps', 'doctor', []],
  ['siret', 'employer', []],
  ['cip13', 'drug', []],
  ['cim10', 'diagnosis', ['diagnosisMissing']],
  ['ccam', 'act', []],
  ['phone', 'phone', []],
  ['email', 'email', []],
  ['postalCode', 'postalCode', ['postalZero']],
  ['iban', 'iban', []],
  ['birthPlace', 'birthCommune', ['communeZero', 'placeDisagrees', 'countryDisagrees']],
];

const lines = SEEDS.flatMap((seed) => [...dirtyLines({ seed, share: 0.4, several: false }, 8000)]);

/** What is wrong with a fault's outcome, in words that name no value. */
function wrongly(name: string, column: ColumnName, { row }: DirtyLine, fault: Fault): string | null {
  const identifier = IDENTIFIERS[name as keyof typeof IDENTIFIERS];
  const text = row[column]!;
  const reason = validateIdentifier(identifier, text);
  if (fault.outcome === 'refused') return reason === 'ok' ? `${fault.kind} passes` : null;
  if (reason !== 'ok') return `${fault.kind} is refused as ${reason}`;
  return normaliseIdentifier(identifier, text) === normaliseIdentifier(identifier, fault.clean!) ? null : `${fault.kind} comes back as another value`;
}

test('no identifier of the dirty file is missing from the registry', () => {
  expect(COLUMNS.map(([name]) => name).filter((name) => !(IDENTIFIER_NAMES as readonly string[]).includes(name))).toEqual([]);
});

describe.each(COLUMNS)('planted faults of %s', (name, column, notHere) => {
  test('are refused or undone as their kind says', () => {
    const faults = lines.flatMap((line) => line.faults.filter((fault) => fault.column === column && !notHere.includes(fault.kind)).map((fault) => wrongly(name, column, line, fault)));
    expect(faults.length).toBeGreaterThan(100);
    expect(new Set(faults.filter((wrong) => wrong !== null))).toEqual(new Set());
  });

  test('stand beside right values, which are accepted, in their canonical form and in groups', () => {
    const identifier = IDENTIFIERS[name as keyof typeof IDENTIFIERS];
    const right = lines.filter(({ faults }) => faults.length === 0).flatMap(({ row }) => (row[column] === null ? [] : [row[column]]));
    expect(right.length).toBeGreaterThan(OPTIONAL.includes(column) ? 10_000 : 15_000);
    const refused = right.filter((text) => validateIdentifier(identifier, text) !== 'ok');
    expect(refused).toEqual([]);
    for (const text of right.slice(0, 4000)) {
      expect(normaliseIdentifier(identifier, text)).toBe(name === 'nir' ? text.slice(0, 13) : text);
      expect(normaliseIdentifier(identifier, formatIdentifier(identifier, text)!)).toBe(normaliseIdentifier(identifier, text));
    }
  });
});
