import fc from 'fast-check';
import { expect, test } from 'vitest';
import { globalRisk } from '../../../../src/anonymise/kernel/risk/global-risk.ts';
import { householdRisks } from '../../../../src/anonymise/kernel/risk/household-risk.ts';

test('ten rows of sdcMicro without weights: eight expected re-identifications, a global risk of 0.8', () => {
  // test_calcRisks.R: f = (2, 1, 2, 1, 1, 2, 1, 2, 1, 1), so that six rows are alone and four are in pairs.
  const f = [2, 1, 2, 1, 1, 2, 1, 2, 1, 1];
  const risk = globalRisk(Float64Array.from(f, (size) => 1 / size), new Uint32Array(10).fill(1), 0.5)!;
  expect(risk).toEqual({ expectedReidentifications: 8, average: 0.8, highest: 1, unitsAtRisk: 6, shareAtRisk: 0.6 });
});

test('four rows of sdcMicro with missing values: 1.75 expected re-identifications, a global risk of 0.4375', () => {
  // test_calcRisks.R gives the sums; frequencies of 4, 2, 2 and 2 are those that add up to them.
  const risk = globalRisk(Float64Array.of(1 / 4, 1 / 2), Uint32Array.of(1, 3), 0.3)!;
  expect([risk.expectedReidentifications, risk.average, risk.unitsAtRisk]).toEqual([1.75, 0.4375, 3]);
});

test('classes without units say nothing, and no unit at all has no figure', () => {
  expect(globalRisk(Float64Array.of(1, 0.25), Uint32Array.of(0, 4), 0.5)).toMatchObject({ highest: 0.25, average: 0.25, unitsAtRisk: 0 });
  expect(globalRisk(new Float64Array(0), new Uint32Array(0), 0.5)).toBeNull();
  expect(globalRisk(Float64Array.of(1), Uint32Array.of(0), 0.5)).toBeNull();
  expect(() => globalRisk(Float64Array.of(1), new Uint32Array(0), 0.5)).toThrow(RangeError);
});

test('the order of the classes changes nothing, to the last bit', () => {
  const classes = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 1000 })), { maxLength: 50 });
  fc.assert(fc.property(classes, (list) => {
    const figures = (entries: typeof list): unknown => globalRisk(Float64Array.from(entries, ([risk]) => risk), Uint32Array.from(entries, ([, units]) => units), 0.1);
    expect(figures(list.toReversed())).toEqual(figures(list));
  }));
});

test('a household is at the risk that one of its members is recognised: 1 − Π (1 − r)', () => {
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 5 })), { minLength: 1, maxLength: 40 }),
    fc.array(fc.constantFrom(0, 1e-9, 0.01, 0.3, 0.5, 1), { minLength: 6, maxLength: 6 }),
    (people, risks) => {
      const pairs = new Map<string, number>();
      for (const person of people) pairs.set(person.join(), (pairs.get(person.join()) ?? 0) + 1);
      const entries = [...pairs].map(([name, units]) => [...name.split(',').map(Number), units] as [number, number, number]);
      const given = (list: typeof entries): Float64Array => householdRisks(Float64Array.from(risks), {
        householdOf: Int32Array.from(list, ([household]) => household), classOf: Int32Array.from(list, ([, index]) => index), units: Uint32Array.from(list, ([, , units]) => units), households: 5,
      });
      const found = given(entries);
      entries.forEach(([household], entry) => {
        const none = people.filter(([other]) => other === household).reduce((product, [, index]) => product * (1 - risks[index]!), 1);
        expect(found[entry]!).toBeCloseTo(1 - none, 12);
      });
      expect([...given(entries.toReversed())]).toEqual([...found].reverse());
    },
  ), { numRuns: 500 });
});

test('who has no household is alone, and a household with a certain member is certain', () => {
  const risks = Float64Array.of(1, 0.25);
  expect([...householdRisks(risks, { householdOf: Int32Array.of(-1, -1, 0, 0), classOf: Int32Array.of(1, 0, 0, 1), units: Uint32Array.of(3, 1, 1, 1), households: 1 })]).toEqual([0.25, 1, 1, 1]);
  expect(householdRisks(risks, { householdOf: new Int32Array(0), classOf: new Int32Array(0), units: new Uint32Array(0), households: 0 })).toHaveLength(0);
});
