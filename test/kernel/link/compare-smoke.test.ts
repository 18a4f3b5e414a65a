import { expect, test } from 'vitest';
import { collectExpressions } from '../../../src/link/compile/expression-list.ts';
import { compileComparisons } from '../../../src/link/compare/compile-comparisons.ts';
import { codedRecords } from '../../link/record-table.ts';

test('smoke', () => {
  const name = { column: 'name' };
  const comparisons = [{ name: 'name', levels: [
    { label: 'null', when: { kind: 'null', of: name }, m: null, u: null, isNull: true },
    { label: 'exact', when: { kind: 'equal', of: name }, m: 0.5, u: 0.1 },
    { label: 'jw92', when: { kind: 'measure', measure: 'jaroWinkler', of: name, atLeast: 0.92 }, m: 0.5, u: 0.1 },
    { label: 'jw7', when: { kind: 'measure', measure: 'jaroWinkler', of: name, atLeast: 0.7 }, m: 0.5, u: 0.1 },
    { label: 'else', when: { kind: 'otherwise' }, m: 0.5, u: 0.8 },
  ] }] as const;
  const list = collectExpressions({ blocking: [], comparisons });
  const records = codedRecords(list, [{ kind: 'text', values: ['martha', 'marhta', null, 'bob', 'martha', 'dixon', 'dicksonx'] }], [7]);
  const [kernel] = compileComparisons({ comparisons }, records);
  expect(kernel!.single).toEqual({ left: 0, right: 0 });
  const out = new Uint8Array(6);
  kernel!.levelsOf(Uint32Array.of(0, 0, 0, 0, 5, 2), Uint32Array.of(1, 2, 3, 4, 6, 2), 6, out, 0, 1);
  expect([...out]).toEqual([2, 0, 4, 1, 3, 0]);
});
