// What networkx, scipy and scikit-learn answer; test/kernel/link/reference/record.py says how that was recorded.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bestAssignment } from '../../../src/link/kernel/decide/assignment.ts';
import { findBridges } from '../../../src/link/kernel/decide/bridges.ts';
import { clusterShapes, countDegrees } from '../../../src/link/kernel/decide/cluster-shapes.ts';
import { components } from '../../../src/link/kernel/decide/components.ts';
import { takeLinks, type Links } from '../../../src/link/kernel/decide/links.ts';
import { chooseOneToOne } from '../../../src/link/kernel/decide/one-to-one.ts';
import { areasUnder, confusionsAt, ratesOf } from '../../../src/link/kernel/evaluate/accuracy.ts';
import { bitsCounter } from '../../../src/link/kernel/evaluate/bits-counts.ts';
import { clusterAgreement } from '../../../src/link/kernel/evaluate/cluster-agreement.ts';
import { linksOf, type Link } from './decide/some-links.ts';

const recorded = <Problem>(name: string): Problem[] =>
  JSON.parse(readFileSync(new URL(`reference/${name}.json`, import.meta.url), 'utf8')) as Problem[];

interface Graph {
  readonly records: number;
  readonly edges: readonly Link[];
  readonly cuts: readonly {
    readonly cut: number;
    readonly clusterOf: readonly number[];
    readonly shapes: readonly {
      readonly cluster: number;
      readonly records: number;
      readonly links: number;
      readonly density: number | null;
      readonly centralisation: number | null;
    }[];
    readonly bridges: readonly (readonly [number, number])[];
  }[];
}

describe.each(recorded<Graph>('graphs').map((graph, index) => [index, graph] as const))('graph %i of networkx', (_, { records, edges, cuts }) => {
  const links: Links = linksOf(edges);

  test('has the same components at every cut', () => {
    const found = components(records, cuts.map(({ cut }) => cut));
    found.add(links);
    cuts.forEach(({ clusterOf }, index) => {
      expect([...found.clusterOf(index)]).toEqual(clusterOf);
    });
  });

  test('has clusters of the same density and centralisation', () => {
    for (const { cut, clusterOf, shapes } of cuts) {
      const clusters = Uint32Array.from(clusterOf);
      const degree = new Uint32Array(records);
      countDegrees(clusters, links, cut, degree);
      const found = clusterShapes(clusters, degree);
      shapes.forEach((shape, index) => {
        expect(found.cluster[index]).toBe(shape.cluster);
        expect(found.records[index]).toBe(shape.records);
        expect(found.links[index]).toBe(shape.links);
        expectNumber(found.density[index]!, shape.density);
        expectNumber(found.centralisation[index]!, shape.centralisation);
      });
      expect(found.cluster.length).toBe(shapes.length);
    }
  });

  test('has the same bridges', () => {
    for (const { cut, bridges } of cuts) {
      const { left, right } = takeLinks(links, cut);
      const isBridge = findBridges(records, left, right);
      const found = [...left.keys()]
        .filter((link) => isBridge[link] === 1)
        .map((link) => [left[link]!, right[link]!])
        .sort(([one, first], [other, second]) => one! - other! || first! - second!);
      expect(found).toEqual(bridges);
    }
  });
});

/** NaN stands for none. */
function expectNumber(found: number, expected: number | null): void {
  if (expected === null) expect(found).toBeNaN();
  else expect(found).toBeCloseTo(expected, 12);
}

interface Assignment {
  readonly lefts: number;
  readonly rights: number;
  readonly edges: readonly Link[];
  readonly sum: number;
}

describe.each(recorded<Assignment>('assignments').map((problem, index) => [index, problem] as const))('assignment %i of scipy and networkx', (_, { lefts, rights, edges, sum }) => {
  test('has the same largest sum, by sparse edges', () => {
    const starts = Int32Array.from({ length: lefts + 1 }, (__, left) => edges.filter(([one]) => one < left).length);
    const chosen = bestAssignment({
      lefts,
      rights,
      starts,
      targets: Int32Array.from(edges, ([, right]) => right),
      weights: Float64Array.from(edges, ([, , weight]) => weight),
    });
    const taken = [...chosen].filter((edge) => edge >= 0).map((edge) => edges[edge]!);
    expect(taken.reduce((total, [, , weight]) => total + weight, 0)).toBeCloseTo(sum, 6);
    expect(new Set(taken.map(([, right]) => right)).size).toBe(taken.length);
  });

  test('has the same largest sum, as links between two sources', () => {
    const links = linksOf(edges.map(([left, right, weight]) => [left, lefts + right, weight]));
    const { links: { bits } } = chooseOneToOne(links, 0, lefts + rights, lefts, 1_000_000);
    expect(bits.reduce((total, weight) => total + weight, 0)).toBeCloseTo(sum, 6);
  });

  test('is never beaten by the greedy, which keeps to the rules too', () => {
    const links = linksOf(edges.map(([left, right, weight]) => [left, lefts + right, weight]));
    const { links: { left, right, bits } } = chooseOneToOne(links, 0, lefts + rights, lefts, 1);
    const total = bits.reduce((all, weight) => all + weight, 0);
    expect(total).toBeLessThanOrEqual(sum + 1e-6);
    // Greedy matching has at least half of the best sum.
    expect(total).toBeGreaterThanOrEqual(sum / 2);
    expect(new Set(left).size).toBe(left.length);
    expect(new Set(right).size).toBe(right.length);
  });
});

interface Accuracy {
  readonly bits: readonly number[];
  readonly truths: readonly number[];
  readonly receiverOperating: number;
  readonly precisionRecall: number;
  readonly cuts: readonly {
    readonly cut: number;
    /** True negatives, false positives, false negatives, true positives. */
    readonly counts: readonly [number, number, number, number];
    readonly precision: number;
    readonly recall: number;
    readonly f1: number;
    readonly f2: number;
    readonly f05: number;
    readonly accuracy: number;
    readonly phi: number;
  }[];
}

describe.each(recorded<Accuracy>('accuracies').map((problem, index) => [index, problem] as const))('scores %i of scikit-learn', (_, { bits, truths, cuts, ...areas }) => {
  const counter = bitsCounter();
  counter.add(Float64Array.from(bits), Uint8Array.from(truths), bits.length);
  const counts = counter.counts();
  const matches = truths.filter((truth) => truth === 1).length;
  const totals = { matches, others: truths.length - matches };

  test('have the same areas', () => {
    const found = areasUnder(counts, totals);
    expect(found.receiverOperating).toBeCloseTo(areas.receiverOperating, 12);
    expect(found.precisionRecall).toBeCloseTo(areas.precisionRecall, 12);
  });

  test('have the same counts and rates at every cut', () => {
    const confusions = confusionsAt(counts, totals, cuts.map(({ cut }) => cut));
    cuts.forEach((expected, index) => {
      const confusion = confusions[index]!;
      const { trueNegatives, falsePositives, falseNegatives, truePositives } = confusion;
      expect([trueNegatives, falsePositives, falseNegatives, truePositives]).toEqual(expected.counts);
      const rates = ratesOf(confusion);
      for (const rate of ['precision', 'recall', 'f1', 'f2', 'f05', 'accuracy', 'phi'] as const) {
        expect(rates[rate], `${rate} at ${expected.cut}`).toBeCloseTo(expected[rate], 12);
      }
    });
  });
});

interface Agreement {
  readonly clusterOf: readonly number[];
  readonly entityOf: readonly number[];
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

test.each(recorded<Agreement>('agreements').map((problem, index) => [index, problem] as const))('clusters %i agree on as many pairs as scikit-learn counts', (_, { clusterOf, entityOf, ...pairs }) => {
  const found = clusterAgreement(Uint32Array.from(clusterOf), Int32Array.from(entityOf), new Int32Array(clusterOf.length), 'all');
  expect(found.pairs).toEqual(pairs);
});
