import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PlanError } from '../../src/core/errors.ts';
import { chooseLinks, linkOneToOne } from '../../src/link/decide/link-one-to-one.ts';
import { linksBetween } from '../../src/link/decide/pair-columns.ts';
import { lineOf, pairsOf, rowsOf, runPorts, schemaOf, shuffled, tableOf } from './decide-tables.ts';
import { recordsOf } from './records-of.ts';

const someLines = fc.uniqueArray(fc.tuple(fc.nat(3), fc.nat(3), fc.integer({ min: -1, max: 5 })), { maxLength: 12, selector: ([left, right]) => `${left} ${right}` })
  .map((links) => links.map(([left, right, bits]) => `a:${left} b:${right} ${bits}`));

describe('linkOneToOne', () => {
  test('chooses what is most together, not what is heaviest alone', async () => {
    const { tables, findings } = await runPorts(linkOneToOne({ minMatchWeightBits: 0 }), { pairs: pairsOf(['a:1 b:1 9', 'b:2 a:1 6', 'a:2 b:1 8', 'a:3 b:3 -1']) });
    expect(tables).toEqual({ links: ['a 1 b 2 6', 'a 2 b 1 8'] });
    expect(findings).toEqual({ links: 2, components: 1, largestComponentLinks: 3, greedyComponents: 0, greedyLinks: 0, ignored: 0 });
  });

  test('depends neither on the order of the pairs nor on batch cuts, and is what the library gives of records made ready', async () => {
    const table = tableOf(schemaOf({ id: { type: 'utf8', role: 'directIdentifier', nullable: false } }), ['0', '1', '2', '3'].map((name) => [name]));
    const records = await recordsOf({ b: table, a: table }, []);
    await fc.assert(fc.asyncProperty(someLines, fc.nat(99), fc.array(fc.nat(12), { maxLength: 3 }), fc.constantFrom(2, 100), async (lines, seed, cuts, maxComponentLinks) => {
      const options = { minMatchWeightBits: 1, maxComponentLinks };
      const { tables } = await runPorts(linkOneToOne(options), { pairs: pairsOf(lines) });
      expect((await runPorts(linkOneToOne(options), { pairs: pairsOf(shuffled(lines, seed), cuts) })).tables).toEqual(tables);
      const chosen = await chooseLinks(records, linksBetween(records, pairsOf(lines)), options);
      expect((await rowsOf(chosen.table)).map(lineOf)).toEqual(tables['links']);
    }), { numRuns: 40 });
  });

  test('of no pairs is an empty table, and of pairs within one source too', async () => {
    expect((await runPorts(linkOneToOne({ minMatchWeightBits: 0 }), { pairs: pairsOf([], [0]) })).tables).toEqual({ links: [] });
    expect(await runPorts(linkOneToOne({ minMatchWeightBits: 0 }), { pairs: pairsOf(['a:1 a:2 9']) })).toMatchObject({ tables: { links: [] }, findings: { ignored: 1 } });
  });

  test('is between two sources, and refuses options that do not exist', async () => {
    await expect(runPorts(linkOneToOne({ minMatchWeightBits: 0 }), { pairs: pairsOf(['a:1 b:1 9', 'a:1 c:1 9']) })).rejects.toThrow(/two sources, got 3/);
    expect(() => linkOneToOne({ minMatchWeightBits: 0, greedy: true } as never)).toThrow(PlanError);
    expect(() => linkOneToOne({ minMatchWeightBits: 0, maxComponentLinks: 0 })).toThrow(PlanError);
    const one = await recordsOf({ a: tableOf(schemaOf({ id: { type: 'utf8', role: 'technical', nullable: false } }), [['x']]) }, []);
    await expect(chooseLinks(one, [], { minMatchWeightBits: 0 })).rejects.toThrow(/two sources, got 1/);
  });
});
