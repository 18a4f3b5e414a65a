import fc from 'fast-check';
import { expect, test } from 'vitest';
import { valueTally, type ValueReason } from '../../../src/core/value-tally.ts';

const REASONS: readonly ValueReason[] = [
  { name: 'ok', fate: 'accept' }, { name: 'null', fate: 'accept' }, { name: 'length', fate: 'reject' }, { name: 'partial', fate: 'null' }, { name: 'doubtful', fate: 'keep' },
];

test('reasons add up to the rows, and each fate to its reasons', () => {
  fc.assert(fc.property(fc.array(fc.array(fc.tuple(fc.nat(4), fc.boolean()))), (batches) => {
    const tally = valueTally(REASONS);
    const leaving = batches.map((batch) => tally.add(Uint8Array.from(batch, ([reason]) => reason), Uint8Array.from(batch, ([, isChanged]) => (isChanged ? 1 : 0))));
    const all = batches.flat();
    const count = (wanted: number): number => all.filter(([reason]) => reason === wanted).length;
    expect(leaving).toEqual(batches.map((batch) => batch.filter(([reason]) => reason === 2).length));
    expect(tally.findings()).toEqual({
      rows: all.length, changed: all.filter(([, isChanged]) => isChanged).length, rejected: count(2), nulled: count(3), kept: count(4),
      byReason: { ok: count(0), null: count(1), length: count(2), partial: count(3), doubtful: count(4) },
    });
  }));
});

test('a fate that no reason has is not counted', () => {
  expect(Object.keys(valueTally(REASONS.slice(0, 2)).findings())).toEqual(['rows', 'changed', 'byReason']);
});
