// What is known of the truth: persons by record, or judged pairs; read in any order, it says the same.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { patternTally } from '../../src/link/evaluate/error-patterns.ts';
import { checkTruth, entitiesOf, readTruth, type KnownTruth, type Truth } from '../../src/link/evaluate/truth.ts';
import { numberRecords, readColumns } from '../../src/link/decide/named-records.ts';
import type { PairScope } from '../../src/link/kernel/evaluate/true-pairs.ts';
import { PAIRS, rowsOf, schemaOf, tableOf, type Row } from './decide-tables.ts';

const SOURCE = { type: 'utf8', role: 'technical', nullable: false } as const;
const PERSONS = schemaOf({ source: SOURCE, rowKey: SOURCE, entity: { type: 'int32', role: 'entity' } });
const JUDGED = schemaOf({ leftSource: SOURCE, leftRowKey: SOURCE, rightSource: SOURCE, rightRowKey: SOURCE, isMatch: { type: 'bool', role: 'attribute' } });
const KEYS = ['a', 'b', 'c', 'd', 'e', 'f'];

const somePersons = fc.array(fc.option(fc.nat(2), { freq: 6 }), { minLength: 6, maxLength: 6 })
  .map((persons) => persons.map((person, index): Row => [index % 2 === 0 ? 's' : 't', KEYS[index]!, person]));

async function known(truth: Truth, scope: PairScope): Promise<KnownTruth> {
  return readTruth(truth, scope, numberRecords(), 3);
}

describe('persons', () => {
  test('tell of every pair what comparing them tells', async () => {
    await fc.assert(fc.asyncProperty(somePersons, fc.constantFrom<PairScope>('all', 'betweenSources'), async (rows, scope) => {
      const truth = await known({ by: 'entities', table: tableOf(PERSONS, rows, [2]) }, scope);
      let [matches, others] = [0, 0];
      for (let left = 0; left < 6; left++) {
        for (let right = left + 1; right < 6; right++) {
          const [one, other] = [rows[left]!, rows[right]!];
          const isJudged = one[2] !== null && other[2] !== null && (scope === 'all' || one[0] !== other[0]);
          // 0 other, 1 match, 2 unknown.
          const expected = !isJudged ? 2 : one[2] === other[2] ? 1 : 0;
          expect([...truth.of(Uint32Array.of(left, right), Uint32Array.of(right, left))]).toEqual([expected, expected]);
          if (expected === 1) matches++;
          if (expected === 0) others++;
        }
      }
      expect([truth.matches, truth.others]).toEqual([matches, others]);
      expect(truth.matchingPairs().left.length).toBe(matches);
      const ofGroups = truth.matchesOfGroup(4);
      expect(ofGroups.reduce((sum, count) => sum + count, 0)).toBe(matches);
    }), { numRuns: 60 });
  });

  test('of records that are not among them are not known', async () => {
    const truth = await known({ by: 'entities', table: tableOf(PERSONS, [['s', 'a', 1]]) }, 'all');
    expect([...truth.of(Uint32Array.of(0, 7), Uint32Array.of(7, 8))]).toEqual([2, 2]);
  });

  test('come from tables that are linked, a source each', async () => {
    const people = schemaOf({ person: { type: 'utf8', role: 'entity' }, id: { type: 'int32', role: 'technical', nullable: false } }, ['person']);
    const inputs = { b: tableOf(people, [['x', 2], [null, 1]], [1]), a: tableOf(people, []) };
    const table = entitiesOf(inputs, 'id', 'person');
    expect(table.schema.fields.map(({ name }) => name)).toEqual(['source', 'rowKey', 'entity']);
    expect(await rowsOf(table)).toEqual([['b', 2, 'x'], ['b', 1, null]]);
    expect(() => entitiesOf(inputs, 'id', 'persn')).toThrow(/did you mean "person"/);
    expect(() => entitiesOf({}, 'id', 'person')).toThrow(/at least one table/);
  });
});

describe('judged pairs', () => {
  test('tell of themselves only, and of groups by both records', async () => {
    const rows: Row[] = [['s', 'a', 't', 'b', true], ['t', 'c', 's', 'a', false], ['s', 'd', 's', 'e', true]];
    const truth = await known({ by: 'pairs', table: tableOf(JUDGED, rows, [1]) }, 'all');
    expect([truth.matches, truth.others]).toEqual([2, 1]);
    // Numbers go by appearance: left sides of a batch before its right sides.
    const { left, right } = truth.matchingPairs();
    expect([...truth.of(left, right)]).toEqual([1, 1]);
    expect([...truth.of(Uint32Array.of(1), Uint32Array.of(5))]).toEqual([2]);
    expect(truth.entityOf).toBeNull();
    for (const count of truth.matchesOfGroup(2)) expect(count).toBeLessThanOrEqual(2);
  });

  test('need a verdict, and nothing else will do', () => {
    const check = (truth: Truth) => (): void => {
      checkTruth(truth, PAIRS);
    };
    expect(check({ by: 'pairs', table: tableOf(PAIRS, []) })).toThrow(/isMatch/);
    expect(check({ by: 'pairs', table: tableOf(PERSONS, []) })).toThrow(/leftSource/);
    expect(check({ by: 'entities', table: tableOf(PAIRS, []) })).toThrow(/unknown column "source"/);
    expect(check({ by: 'entities', table: tableOf(PERSONS, []) })).not.toThrow();
    const dated = schemaOf({ source: SOURCE, rowKey: SOURCE, entity: { type: 'date', role: 'entity' } });
    expect(check({ by: 'entities', table: tableOf(dated, []) })).toThrow(/expected utf8 or int32/);
  });
});

describe('patterns of errors', () => {
  const schema = schemaOf({ level_a: { type: 'int32', role: 'attribute' }, other: { type: 'int32', role: 'attribute' }, level_b: { type: 'int32', role: 'attribute' } });

  test('are counted over batches, by the columns of levels alone', async () => {
    const tally = patternTally(schema.fields.map(({ name }) => name));
    const table = tableOf(schema, [[1, 9, -1], [1, 8, -1], [0, 9, 3], [1, 7, -1]], [2]);
    for await (const batch of readColumns(table, 'pairs', [])) {
      tally.add(batch, Int32Array.from({ length: batch.rows }, (_, row) => row), batch.firstRow > 0);
    }
    expect(tally.patterns()).toEqual([
      { levels: { a: 1, b: -1 }, falsePositives: 2, belowCut: 1 },
      { levels: { a: 0, b: 3 }, falsePositives: 0, belowCut: 1 },
    ]);
  });

  test('without levels are none', async () => {
    const tally = patternTally(['other']);
    for await (const batch of readColumns(tableOf(schema, [[1, 2, 3]]), 'pairs', [])) tally.add(batch, Int32Array.of(0), true);
    expect(tally.patterns()).toEqual([]);
  });
});
