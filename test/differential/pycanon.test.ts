// Figures of pycanon 1.3.5 (IFCA-Advanced-Computing/pycanon@3561f350) on its own files; origin and conventions stand in the oracle file.
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { measurePrivacy, type PrivacyModel } from '../../src/anonymise/index.ts';
import { describeWithData } from '../shared-data.ts';
import { schemaOf, tableOf, type Row } from '../small-tables.ts';

interface Case {
  readonly file: string;
  readonly rows: number;
  readonly classes: number;
  readonly quasiIdentifiers: readonly string[];
  readonly sensitive: string;
  readonly saTreatedAs: 'numeric' | 'string';
  readonly k: number;
  readonly alpha: number;
  readonly l: number;
  readonly entropy_l: number;
  readonly entropy_l_int: number;
  readonly c_pycanon: number | null;
  readonly c_textbook_must_exceed: number | null;
  readonly basic_beta: number;
  readonly enhanced_beta: number;
  readonly delta_natural_log: number;
  readonly t: number;
}

/** The raw adult file is not redistributed with the others. */
const FILES = [
  'StudentsMath_Score.csv', 'StudentsMath_Score_k2.csv', 'StudentsMath_Score_k5.csv', 'StudentsMath_Score_k7.csv', 'adult_anonymized_3.csv', 'adult_anonymized_10.csv', 'adult_anonymized_20.csv', 'drug_type.csv', 'drugs_k5.csv',
  'hospital_anonymized.csv', 'healthcare-dataset-stroke-data.csv', 'stroke_k2.csv', 'stroke_k5.csv', 'stroke_k10.csv', 'stroke_k25.csv',
];

const fieldsOf = (line: string): string[] => [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted ?? plain!);

describeWithData('pycanon', 'microdata/oracles/pycanon_values.json', (path) => {
  const fileOf = (file: string): string => join(dirname(path), '..', 'pycanon', file);
  const cases = new Map<string, Case>();
  beforeAll(() => {
    const oracle = JSON.parse(readFileSync(path, 'utf8')) as { readonly cases: readonly Case[] };
    for (const each of oracle.cases) cases.set(basename(each.file), each);
  });

  test.each(FILES)('%s: k, α, l, entropy, β, δ and t are those of pycanon; c is the textbook’s', async (file) => {
    const expected = cases.get(file)!;
    const { quasiIdentifiers, sensitive, saTreatedAs, l } = expected;
    const isNumber = saTreatedAs === 'numeric';
    const [header, ...lines] = readFileSync(fileOf(file), 'utf8').split(/\r?\n/).filter((line) => line !== '').map(fieldsOf);
    const places = [...quasiIdentifiers, sensitive].map((name) => header!.indexOf(name));
    const rows = lines.map((fields): Row => places.map((place, index) => (index === quasiIdentifiers.length && isNumber ? Number(fields[place]) : fields[place]!)));
    const schema = schemaOf({
      ...Object.fromEntries(quasiIdentifiers.map((name) => [name, { type: 'utf8', role: 'quasiIdentifier' } as const])), [sensitive]: { type: isNumber ? 'float64' : 'utf8', role: 'sensitive' },
    });
    const column = sensitive;
    const models: readonly PrivacyModel[] = [
      { model: 'kAnonymity', k: 2 }, { model: 'alpha', column, alpha: 1 }, { model: 'distinctLDiversity', column, l: 2 }, { model: 'entropyLDiversity', column, l: 2 }, { model: 'basicBetaLikeness', column, beta: 1 },
      { model: 'deltaDisclosure', column, delta: 1 }, { model: 'tCloseness', column, t: 0.1, distance: isNumber ? 'ordered' : 'equal' },
      { model: 'enhancedBetaLikeness', column, beta: 1e9 }, { model: 'recursiveLDiversity', column, l, c: 1 },
    ];
    const measure = await measurePrivacy(tableOf(schema, rows), { quasiIdentifiers, entity: null, nullMatching: 'own-class', models });
    const [k, alpha, distinct, entropy, beta, delta, t, enhanced, recursive] = measure.models.map(({ attained }) => attained);
    expect([measure.rows, measure.risk.classes, k, distinct]).toEqual([expected.rows, expected.classes, expected.k, l]);
    expect(alpha).toBeCloseTo(expected.alpha, 12);
    expect(entropy).toBeCloseTo(expected.entropy_l, 9);
    // pycanon cuts the exponential of the entropy down to a whole number.
    expect(Math.trunc(entropy! + 1e-9)).toBe(expected.entropy_l_int);
    expect(beta).toBeCloseTo(expected.basic_beta, 9);
    // Ours is in bits, as in the paper that defines it and in ARX; pycanon's in natural units.
    expect(delta! * Math.LN2).toBeCloseTo(expected.delta_natural_log, 9);
    expect(t).toBeCloseTo(expected.t, 9);
    // pycanon cuts a gain above −ln p down to that and goes on; no β allows it.
    expect(expected.basic_beta).toBeGreaterThan(expected.enhanced_beta);
    expect(enhanced).toBeNull();
    if (expected.c_textbook_must_exceed !== null) expect(recursive).toBeCloseTo(expected.c_textbook_must_exceed, 12);
  });

  test('its c for StudentsMath_Score_k5 is 1, where the definition asks for more than 3', () => {
    expect(cases.get('StudentsMath_Score_k5.csv')).toMatchObject({ l: 4, c_pycanon: 1, c_textbook_must_exceed: 3 });
  });
});
