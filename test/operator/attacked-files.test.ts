// How the two tables of an attack are read: classes and persons, whatever the batches; files of every format.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { labelsByValue } from '../../src/audit/index.ts';
import { readKnownPersons } from '../../src/audit/known-persons.ts';
import { readReleasedClasses } from '../../src/audit/released-classes.ts';
import { columnCoder } from '../../src/group/index.ts';
import { readCorrespondence } from '../../src/hierarchy/index.ts';
import { attackFiles } from '../../src/node.ts';
import { arrowBytes } from '../../src/write/index.ts';
import { schemaOf, tableOf, type Row } from '../small-tables.ts';

const SCHEMA = schemaOf({
  person: { type: 'utf8', role: 'attribute' },
  sex: { type: 'utf8', role: 'quasiIdentifier' },
  age: { type: 'int32', role: 'quasiIdentifier' },
  diagnosis: { type: 'utf8', role: 'sensitive' },
});
const ROWS: readonly Row[] = [
  ['a', 'F', 34, 'x'],
  ['a', 'F', 34, 'x'],
  ['b', 'F', 34, 'y'],
  ['c', '*', 34, null],
  ['c', null, 34, 'x'],
  ['d', 'M', null, 'y'],
];

describe('released classes', () => {
  const columns = { quasiIdentifiers: [1, 2], sensitive: [3], entity: -1, truth: -1 };

  test.each([[[]], [[1, 1, 3]], [[6]]])('are counted in rows, cut at %j', async (cuts) => {
    const { rows, classes, labels } = await readReleasedClasses(tableOf(SCHEMA, ROWS, cuts), columns, columnCoder());
    expect([rows, classes.unitCount]).toEqual([6, 6]);
    expect(labels).toEqual([['F', '*', 'M'], ['34']]);
    // F and 34, * and 34, missing and 34, M and missing; * reads as missing.
    expect(classes.codes.map((codes) => [...codes])).toEqual([[0, -1, -1, 2], [0, 0, 0, -1]]);
    expect([...classes.units.counts!]).toEqual([3, 1, 1, 1]);
    const [diagnosis] = classes.sensitive;
    // Value 0 is the missing one, x is 1 and y 2, as they were met.
    expect([[...diagnosis!.starts], [...diagnosis!.items], [...diagnosis!.counts!]]).toEqual([[0, 2, 3, 4, 5], [1, 2, 0, 1, 2], [2, 1, 1, 1, 1]]);
    expect(classes.truth).toBeNull();
  });

  test('are counted in persons, each once in a class, each value once for a person', async () => {
    const { classes } = await readReleasedClasses(tableOf(SCHEMA, ROWS, [2]), { ...columns, entity: 0 }, columnCoder());
    expect([classes.unitCount, classes.units.counts]).toEqual([4, null]);
    expect([[...classes.units.starts], [...classes.units.items]]).toEqual([[0, 2, 3, 4, 5], [0, 1, 2, 2, 3]]);
    const [diagnosis] = classes.sensitive;
    expect([diagnosis!.itemCount, diagnosis!.valueCount]).toEqual([5, 3]);
    expect([...diagnosis!.valueOf!]).toEqual([1, 2, 0, 1, 2]);
  });

  test('of no rows are none', async () => {
    const { rows, classes } = await readReleasedClasses(tableOf(SCHEMA, []), columns, columnCoder());
    expect([rows, classes.unitCount, [...classes.units.starts]]).toEqual([0, 0, [0]]);
  });
});

describe('known persons', () => {
  const columns = { quasiIdentifiers: [1, 2], truth: 0 };
  const known = { labels: [['F', 'M'], ['30-39', '60-69']], standing: [{}, { 31: ['30-39'], 34: ['30-39'], 61: ['60-69'] }] };
  const persons: readonly Row[] = [['a', 'F', 34, null], ['b', 'F', 31, null], ['c', 'M', 61, null], ['d', null, 61, null], [null, 'M', 61, null]];

  test.each([[[]], [[2, 4]]])('whom the release does not tell apart are one group, cut at %j', async (cuts) => {
    const truth = columnCoder();
    const { persons: count, known: { sets, counts, groupOf, matches } } = await readKnownPersons(tableOf(SCHEMA, persons, cuts), columns, truth, known);
    expect([count, [...counts]]).toEqual([5, [2, 2, 1]]);
    expect(sets.map((column) => [...column])).toEqual([[0, 1, -1], [0, 1, 1]]);
    expect(matches[1]!.sets.map((set) => [...set])).toEqual([[0], [1]]);
    // The person 0 is an unknown one; a and b share a group; nobody knows who the last one is.
    expect([...groupOf]).toEqual([-1, 0, 0, 1, 2]);
  });

  test('who are only in the release have no group', async () => {
    const truth = columnCoder();
    await readReleasedClasses(tableOf(SCHEMA, ROWS), { quasiIdentifiers: [1], sensitive: [], entity: -1, truth: 0 }, truth);
    const { known: { groupOf } } = await readKnownPersons(tableOf(SCHEMA, [['d', 'M', 61, null]]), columns, truth, known);
    expect([...groupOf]).toEqual([-1, -1, -1, -1, 0]);
  });

  test('stop being read when the reading is aborted', async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(readKnownPersons({ schema: SCHEMA, open: (signal) => { signal?.throwIfAborted(); return tableOf(SCHEMA, persons).open(); } }, columns, columnCoder(), known, stop.signal)).rejects.toThrow('abort');
  });
});

describe('labels of a hierarchy', () => {
  test('are all those above a value; a gap is none', () => {
    expect(labelsByValue(readCorrespondence('34;30-39;;*\n61;60-69;60+;*\n', { finest: 'first' }))).toEqual({ 34: ['*', '30-39'], 61: ['*', '60+', '60-69'] });
  });

  test('of nothing are none', () => {
    expect(labelsByValue({ levels: [] })).toEqual({});
    expect(labelsByValue({ levels: [['*'], [null]] })).toEqual({});
  });
});

describe('files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'a423-attacked-'));
  afterAll(() => { rmSync(folder, { recursive: true, force: true }); });
  const persons: readonly Row[] = [['a', 'F', 34, null], ['z', 'M', 34, null], ['d', 'M', 50, null]];
  const csv = (rows: readonly Row[]): string => ['person,sex,age,diagnosis', ...rows.map((row) => row.map((value) => value ?? '').join(',')), ''].join('\n');

  test('of text and of Arrow give one result, numbers being compared as they read', async () => {
    const path = (name: string): string => join(folder, name);
    writeFileSync(path('released.csv'), csv(ROWS));
    writeFileSync(path('known.csv'), csv(persons));
    for (const [name, rows] of [['released.arrow', ROWS], ['known.arrow', persons]] as const) {
      const parts: Uint8Array[] = [];
      for await (const part of arrowBytes(tableOf(SCHEMA, rows), { audience: 'internal' })) parts.push(part);
      writeFileSync(path(name), Buffer.concat(parts));
    }
    const options = { quasiIdentifiers: ['sex', 'age'], sensitive: ['diagnosis'], truth: 'person' };
    const fromText = await attackFiles(path('released.csv'), path('known.csv'), options);
    // The woman fits her rows, that of b and the two without a sex: two of five are hers; one man fits three rows, the other his own.
    expect([fromText.found, fromText.single, fromText.fewest, fromText.truth!.present]).toEqual([3, 1, 1, 2]);
    expect(fromText.truth!.fromPersons.expectedRight).toBeCloseTo(2 / 5 + 1, 12);
    expect(await attackFiles(path('released.arrow'), path('known.csv'), options)).toEqual(fromText);
    expect(await attackFiles(path('released.arrow'), path('known.arrow'), options)).toEqual(fromText);
  });

  test('without an entity count rows, since files do not tell who is who', async () => {
    const file = join(folder, 'stays.csv');
    writeFileSync(file, csv(ROWS));
    const rows = await attackFiles(file, file, { quasiIdentifiers: ['sex', 'age'] });
    const entities = await attackFiles(file, file, { quasiIdentifiers: ['sex', 'age'], entity: 'person' });
    expect([rows.unit, rows.units, entities.unit, entities.units]).toEqual(['rows', 6, 'entities', 4]);
  });
});
