// The frequency attack: pseudonyms under the best of keys, and an attacker who knows how often each person occurs.
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frequencyFold, measureFrequencies, type FrequencyState } from '../../src/audit/measure-frequencies.ts';
import { collect, type Dataset } from '../../src/core/dataset.ts';
import { foldDataset, IN_MEMORY } from '../../src/core/fold.ts';
import type { ColumnDeclaration } from '../../src/core/field.ts';
import { schemaOf, tableOf, type Row } from '../small-tables.ts';

const columns = { person: { type: 'utf8', role: 'pseudonym' }, sex: { type: 'utf8', role: 'quasiIdentifier' }, cost: { type: 'int32', role: 'measure' } } as const satisfies Record<string, ColumnDeclaration>;
const table = (rows: readonly Row[], cuts: readonly number[] = [], coded: readonly string[] = []): Dataset => tableOf(schemaOf(columns, coded), rows, cuts);
const code = (person: number): string => createHmac('sha256', 'a key that nobody knows').update(String(person)).digest('hex');

/** More stays for every person, with ties among the small numbers. */
const staysOf = (person: number): number => 1 + Math.floor((person * person) / 40);
const sexOf = (person: number): string => (person % 3 === 0 ? '1' : '2');
const stays: readonly Row[] = Array.from({ length: 60 }, (_, person) => Array.from({ length: staysOf(person) }, (_row, stay): Row => [code(person), sexOf(person), stay])).flat();

/** What an attacker knows: every person with the number of stays. He names a code where only one person has that number. */
function namedByFrequency(rows: readonly Row[], known: ReadonlyMap<number, string>): number {
  const counts = new Map<string, number>();
  for (const [person] of rows) counts.set(person as string, (counts.get(person as string) ?? 0) + 1);
  const personsOf = new Map<string, number[]>();
  for (const [person, knowledge] of known) personsOf.set(knowledge, [...(personsOf.get(knowledge) ?? []), person]);
  let right = 0;
  for (const [pseudonym, count] of counts) {
    const sex = rows.find(([person]) => person === pseudonym)![1] as string;
    for (const knowledge of [String(count), `${count} ${sex}`]) {
      const persons = personsOf.get(knowledge);
      if (persons?.length === 1 && code(persons[0]!) === pseudonym) right++;
    }
  }
  return right;
}

describe('an attacker who knows how often each person occurs', () => {
  const persons = Array.from({ length: 60 }, (_, person) => person);

  test('names as many as the measure says, under any key', async () => {
    const { byFrequency, pseudonyms, rows } = await measureFrequencies(table(stays), { pseudonym: 'person' });
    expect([pseudonyms, rows]).toEqual([60, stays.length]);
    expect(namedByFrequency(stays, new Map(persons.map((person) => [person, String(staysOf(person))])))).toBe(byFrequency.unique);
    expect(byFrequency.unique).toBeGreaterThan(30);
  });
  test('names more with a column that he knows too', async () => {
    const alone = await measureFrequencies(table(stays), { pseudonym: 'person' });
    const { withQuasiIdentifier } = await measureFrequencies(table(stays), { pseudonym: 'person', quasiIdentifier: 'sex' });
    expect(namedByFrequency(stays, new Map(persons.map((person) => [person, `${staysOf(person)} ${sexOf(person)}`])))).toBe(withQuasiIdentifier!.unique);
    expect(withQuasiIdentifier!.unique).toBeGreaterThan(alone.byFrequency.unique);
  });
  test('names nobody where everybody occurs as often', async () => {
    const equal = stays.filter(([, , stay]) => stay === 0);
    expect(await measureFrequencies(table(equal), { pseudonym: 'person' })).toEqual({ rows: 60, rowsWithoutPseudonym: 0, pseudonyms: 60, byFrequency: { unique: 0, share: 0 }, withQuasiIdentifier: null });
    expect(namedByFrequency(equal, new Map(persons.map((person) => [person, '1'])))).toBe(0);
  });
  test('is told no pseudonym and no value', async () => {
    const told = JSON.stringify(await measureFrequencies(table(stays), { pseudonym: 'person', quasiIdentifier: 'sex' }));
    expect(persons.some((person) => told.includes(code(person)))).toBe(false);
  });
});

/** The measure by strings. */
function naive(rows: readonly Row[], isJoint: boolean): number {
  const bags = new Map<string, string[]>();
  for (const [person, sex] of rows) if (person !== null) bags.set(person as string, [...(bags.get(person as string) ?? []), isJoint ? JSON.stringify(sex) : '']);
  const keys = [...bags.values()].map((bag) => bag.sort().join('|'));
  return keys.filter((bag) => keys.indexOf(bag) === keys.lastIndexOf(bag)).length;
}

const row = fc.tuple(fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { freq: 6 }), fc.option(fc.constantFrom('1', '2', ''), { freq: 4 }), fc.nat(9));

describe('frequencies of pseudonyms', () => {
  test('are those of plain counting, whatever the order, the batches and the encoding, missing values being values', async () => {
    await fc.assert(fc.asyncProperty(fc.array(row, { maxLength: 40 }), fc.array(fc.nat(40), { maxLength: 4 }), fc.boolean(), async (rows, cuts, isCoded) => {
      const measured = await measureFrequencies(table([...rows].reverse(), cuts, isCoded ? ['person', 'sex'] : []), { pseudonym: 'person', quasiIdentifier: 'sex' });
      expect([measured.byFrequency.unique, measured.withQuasiIdentifier!.unique]).toEqual([naive(rows, false), naive(rows, true)]);
      expect([measured.rows, measured.rowsWithoutPseudonym]).toEqual([rows.length, rows.filter(([person]) => person === null).length]);
    }), { numRuns: 150 });
  });
  test('are the same from parts merged in either order', async () => {
    await fc.assert(fc.asyncProperty(fc.array(row, { maxLength: 30 }), fc.nat(30), async (rows, cut) => {
      const fold = frequencyFold(schemaOf(columns), { pseudonym: 'person', quasiIdentifier: 'sex' });
      const stateOf = async (part: readonly Row[]): Promise<FrequencyState> => {
        const state = fold.init(IN_MEMORY);
        for (const batch of await collect(table(part))) await fold.add(state, batch, 0);
        return state;
      };
      const whole = await foldDataset(table(rows), fold);
      const [left, right] = [rows.slice(0, cut), rows.slice(cut)];
      expect(await fold.finish(fold.merge(await stateOf(left), await stateOf(right)))).toEqual(whole);
      expect(await fold.finish(fold.merge(await stateOf(right), await stateOf(left)))).toEqual(whole);
      expect(fold.bytes(await stateOf(rows))).toBeGreaterThan(0);
    }), { numRuns: 60 });
  });
  test('are of binary codes too', async () => {
    const binary = tableOf(schemaOf({ person: { type: 'binary(16)', role: 'pseudonym' } }), [['00'.repeat(16)], ['01'.repeat(16)], ['01'.repeat(16)], [null]]);
    expect(await measureFrequencies(binary, { pseudonym: 'person' })).toEqual({ rows: 4, rowsWithoutPseudonym: 1, pseudonyms: 2, byFrequency: { unique: 2, share: 1 }, withQuasiIdentifier: null });
  });
  test('of no rows are none', async () => {
    const empty = { rows: 0, rowsWithoutPseudonym: 0, pseudonyms: 0, byFrequency: { unique: 0, share: 0 }, withQuasiIdentifier: { unique: 0, share: 0 } };
    expect(await measureFrequencies(table([]), { pseudonym: 'person', quasiIdentifier: 'sex' })).toEqual(empty);
    expect(await measureFrequencies(table([], [0]), { pseudonym: 'person', quasiIdentifier: 'sex' })).toEqual(empty);
  });
  test('need columns that are there, two of them, and no other option', async () => {
    await expect(measureFrequencies(table(stays), { pseudonym: 'persons' })).rejects.toMatchObject({ problems: [{ code: 'PLAN_UNKNOWN_COLUMN', path: 'pseudonym' }] });
    await expect(measureFrequencies(table(stays), { pseudonym: 'person', quasiIdentifier: 'person' })).rejects.toMatchObject({ problems: [{ code: 'PLAN_DUPLICATE_NAME' }] });
    await expect(measureFrequencies(table(stays), { pseudonym: 'person', by: 'sex' } as never)).rejects.toMatchObject({ problems: [{ code: 'PLAN_UNKNOWN_OPTION' }] });
  });
  test('stop at the memory limit', async () => {
    await expect(measureFrequencies(table(stays), { pseudonym: 'person' }, { fold: { spill: null, maxMemoryBytes: 1 } })).rejects.toMatchObject({ code: 'DATA_MEMORY_LIMIT' });
  });
});
