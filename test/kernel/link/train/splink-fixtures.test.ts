// Histories that Splink keeps for its own tests (tests/datasets in its repository, MIT), made by Splink 2 and reproduced by
// every version since. The model is that of its tests/basic_settings.py: levels of first_name are exact (.7 of matches, .1 of
// others, frequencies at weight .6), Levenshtein ≤ 2 (.2, .1) and else (.1, .8); the others are exact (.9, .1) or else.
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { maximiseExpectation } from '../../../../src/link/kernel/train/expectation-maximisation.ts';
import { describeWithData } from '../../../shared-data.ts';
import { countPairs, parametersOf, rulesFor, sharesOf, slotsWithNull, type PlainPair } from './patterns.ts';

type Row = Readonly<Record<string, string>>;

const read = (path: string): Row[] => parse(readFileSync(path), { columns: true });

/** Edits by the whole table, on bytes, as DuckDB counts them. */
function edits(left: string, right: string): number {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + Number(a[i - 1] !== b[j - 1])));
    row = next;
  }
  return row[b.length]!;
}

describeWithData('the histories of Splink’s own tests', 'linkage/splink/test_fixtures', (folder) => {
  const COLUMNS = ['first_name', 'dob', 'city', 'email'] as const;

  function pairsOnSurname(): PlainPair[] {
    const rows = read(`${folder}/fake_1000_from_splink_demos.csv`);
    const named = rows.filter((row) => row['first_name'] !== '');
    const frequency = (name: string): number => named.filter((row) => row['first_name'] === name).length / named.length;
    const pairs: PlainPair[] = [];
    for (let left = 0; left < rows.length; left++) for (let right = left + 1; right < rows.length; right++) {
      const [a, b] = [rows[left]!, rows[right]!];
      if (a['surname'] === '' || a['surname'] !== b['surname']) continue;
      const levels = COLUMNS.map((column) => {
        const [one, other] = [a[column]!, b[column]!];
        if (one === '' || other === '') return 0;
        if (column !== 'first_name') return one === other ? 1 : 2;
        return one === other ? 1 : edits(one, other) <= 2 ? 2 : 3;
      });
      pairs.push({ levels, factor: levels[0] === 1 ? frequency(a['first_name']!) ** -0.6 : 1 });
    }
    return pairs;
  }

  test.each([['fixed_u', true], ['no_fix', false]] as const)('%s: λ, m and u of every iteration agree to 1e-9', (name, isUFixed) => {
    const pairs = pairsOnSurname();
    expect(pairs.length).toBe(3167);
    const slots = slotsWithNull([3, 2, 2, 2]);
    const exact = new Int32Array(13).fill(-1);
    exact[1] = 1;
    const { history } = maximiseExpectation(
      { slots, parts: [{ patterns: countPairs(pairs, 4, true), comparisons: [0, 1, 2, 3] }], frequency: { exact, weights: Float64Array.from(exact, () => 0.6), baselines: new Float64Array(13) } },
      parametersOf([[0.7, 0.2, 0.1], [0.9, 0.1], [0.9, 0.1], [0.9, 0.1]], [[0.1, 0.1, 0.8], [0.1, 0.9], [0.1, 0.9], [0.1, 0.9]], [0.3]),
      rulesFor(13, { u: { isFixed: new Uint8Array(13).fill(Number(isUFixed)) }, maxIterations: 2 }),
    );
    const priors = read(`${folder}/splink2_proportion_of_matches_history_${name}.csv`);
    expect(history.length).toBe(priors.length);
    for (const [index, row] of priors.entries()) expect(history[index]!.parameters.priors[0]).toBeCloseTo(Number(row['λ']), 11);
    for (const row of read(`${folder}/splink2_m_u_history_${name}.csv`)) {
      const { m, u } = history[Number(row['iteration'])]!.parameters;
      const comparison = (COLUMNS as readonly string[]).indexOf(row['column_name']!);
      const place = Number(row['num_levels']) - 1 - Number(row['comparison_vector_value']);
      expect(sharesOf(m, slots, comparison)[place]).toBeCloseTo(Number(row['m_probability']), 11);
      expect(sharesOf(u, slots, comparison)[place]).toBeCloseTo(Number(row['u_probability']), 11);
    }
  });

  test('known parameters come back from the patterns they make, after 29 iterations from the defaults', () => {
    const pairs = read(`${folder}/known_params_comparison_vectors.csv`).map((row) => ({ levels: [1, 2, 3].map((column) => 2 - Number(row[`gamma_col_${column}`])) }));
    const slots = slotsWithNull([2, 2, 2]);
    const other = 1 - 0.95;
    // Splink's default u of the level below is 2⁵ times its m: more than 1.
    const u = [0.95 / 1024, other * 32];
    const { history, parameters, isConverged } = maximiseExpectation(
      { slots, parts: [{ patterns: countPairs(pairs, 3), comparisons: [0, 1, 2] }], frequency: null },
      parametersOf([0, 1, 2].map(() => [0.95, other]), [u, u, u], [0.0001]),
      rulesFor(9, { u: { isFixed: new Uint8Array(9) }, tolerance: 1e-5, maxIterations: 200 }),
    );
    expect(isConverged).toBe(true);
    expect(history.length - 1).toBe(29);
    expect([0, 1, 2].map((comparison) => Number(sharesOf(parameters.m, slots, comparison)[0]!.toFixed(5)))).toEqual([0.70003, 0.90003, 0.95003]);
    expect([0, 1, 2].map((comparison) => Number(sharesOf(parameters.u, slots, comparison)[0]!.toFixed(5)))).toEqual([0.10002, 0.02503, 0.20003]);
    expect(parameters.priors[0]).toBeCloseTo(0.49996, 5);
  });
});
