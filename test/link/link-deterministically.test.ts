import { describe, expect, test } from 'vitest';
import { PlanError } from '../../src/core/errors.ts';
import { clusterLinks } from '../../src/link/decide/cluster-links.ts';
import { linkDeterministically, withoutLinked, type DeterministicOptions } from '../../src/link/decide/link-deterministically.ts';
import type { LinkageRecords } from '../../src/link/records/prepare-records.ts';
import { lineOf, rowsOf, schemaOf, shuffled, tableOf } from './decide-tables.ts';
import { recordsOf } from './records-of.ts';

const SCHEMA = schemaOf({
  id: { type: 'utf8', role: 'technical', nullable: false },
  nir: { type: 'utf8', role: 'directIdentifier' }, born: { type: 'utf8', role: 'quasiIdentifier' }, sex: { type: 'utf8', role: 'quasiIdentifier' },
});
// Persons of a register, and stays of a hospital: NIR, birth date, sex.
const PERSONS = [['p1', '1', 'x', 'F'], ['p2', '2', 'y', 'M'], ['p3', '2', 'z', 'M'], ['p4', null, 'w', 'F'], ['p5', null, 'w', 'M']];
const STAYS = [['s1', '1', 'x', 'F'], ['s2', '1', 'x', 'F'], ['s3', '2', 'y', 'M'], ['s4', '9', 'w', 'F'], ['s5', null, 'w', null], ['s6', null, null, null]];
const [nir, born, sex] = ['nir', 'born', 'sex'].map((column) => ({ column }));
const PASSES: DeterministicOptions['passes'] = [
  { on: [{ of: nir! }], label: 'NIR' },
  { on: [{ of: nir! }, { of: born! }] },
  { on: [{ of: born! }], where: { kind: 'equal', of: sex! } },
];
const records = (seed = 0): Promise<LinkageRecords> => recordsOf({ persons: tableOf(SCHEMA, shuffled(PERSONS, seed)), stays: tableOf(SCHEMA, shuffled(STAYS, seed), [2, 2]) }, [nir!, born!, sex!]);
const link = async (options: Partial<DeterministicOptions> = {}, seed = 0): Promise<{ lines: string[]; findings: unknown }> => {
  const found = linkDeterministically(await records(seed), { passes: PASSES, linkType: 'link', duplicateFree: ['persons'], takes: 'unlinked', ...options });
  return { lines: (await rowsOf(found.table)).map(lineOf), findings: found.findings };
};

describe('linkDeterministically', () => {
  test('links stays to persons pass by pass, leaves the ambiguous to the next pass, and keeps the number of the pass', async () => {
    const { lines, findings } = await link();
    expect(lines).toEqual(['persons p1 stays s1 0', 'persons p1 stays s2 0', 'persons p2 stays s3 1', 'persons p4 stays s4 2']);
    expect(findings).toEqual({
      links: 4, linkedRecords: 7,
      passes: [
        { pass: 0, label: 'NIR', candidates: 4, links: 2, ambiguous: 1 }, { pass: 1, candidates: 1, links: 1, ambiguous: 0 }, { pass: 2, candidates: 1, links: 1, ambiguous: 0 },
      ],
    });
  });

  test('links each person to one stay where stays too are known to hold each person once', async () => {
    expect((await link({ duplicateFree: ['persons', 'stays'] })).lines).toEqual(['persons p2 stays s3 1', 'persons p4 stays s4 2']);
  });

  test('looks at every record again where passes take all, and lists each pair once, under its first pass', async () => {
    const { lines } = await link({ takes: 'all' });
    expect(lines).toEqual(['persons p1 stays s1 0', 'persons p1 stays s2 0', 'persons p2 stays s3 1', 'persons p4 stays s4 2']);
    expect((await link({ takes: 'all', duplicateFree: [] })).lines).toEqual([
      'persons p1 stays s1 0', 'persons p1 stays s2 0', 'persons p2 stays s3 0', 'persons p3 stays s3 0', 'persons p4 stays s4 2',
    ]);
  });

  test('joins all that agree where records of one source are deduplicated', async () => {
    const { lines } = await link({ passes: [{ on: [{ of: nir! }] }], linkType: 'dedupe', duplicateFree: [] });
    expect(lines).toHaveLength(3 + 3);
  });

  test('does not depend on the order of the rows', async () => {
    const expected = await link();
    for (const seed of [1, 2, 3]) expect(await link({}, seed)).toEqual(expected);
  });

  test('goes before a model: its links are certain, or its records are taken out', async () => {
    const ready = await records();
    const found = linkDeterministically(ready, { passes: [PASSES[1]!], linkType: 'link', duplicateFree: ['persons'], takes: 'unlinked' });
    // By ordinal: persons p1 … p5 are 0 … 4, stays s1 … s6 are 5 … 10. The model would link p1 and s4, p5 and s5.
    const byModel = { left: Uint32Array.of(0, 4), right: Uint32Array.of(8, 9), bits: Float64Array.of(3, 4) };
    expect([...withoutLinked(byModel, found.isLinked).bits]).toEqual([4]);
    const { clusters } = await clusterLinks(ready, [found.links, byModel], { minMatchWeightBits: 2, bestLinks: { duplicateFree: ['persons'], ties: 'drop' } });
    const lines = (await rowsOf(clusters)).map(lineOf);
    expect(lines.slice(5)).toEqual(['stays s1 persons:p1', 'stays s2 persons:p1', 'stays s3 persons:p2', 'stays s4 persons:p1', 'stays s5 persons:p5', 'stays s6 stays:s6']);
  });

  test('refuses unknown sources and options, and more pairs than allowed', async () => {
    const ready = await records();
    const options: DeterministicOptions = { passes: PASSES, linkType: 'link', duplicateFree: ['person'], takes: 'all' };
    expect(() => linkDeterministically(ready, options)).toThrow(/did you mean "persons"/);
    expect(() => linkDeterministically(ready, { ...options, duplicateFree: [], passes: [] })).toThrow(PlanError);
    expect(() => linkDeterministically(ready, { ...options, duplicateFree: [] }, { maxPairs: 2 })).toThrow(/DATA_PAIR_LIMIT/);
  });
});
