import { expect, test } from 'vitest';
import { measureRisk, type RiskCriterion, type RiskMeasure } from '../../../../src/anonymise/index.ts';
import { riskPage } from '../../../../src/anonymise/pages/risk-page.ts';
import { riskSections } from '../../../../src/anonymise/pages/risk-sections.ts';
import { riskText } from '../../../../src/anonymise/pages/risk-text.ts';
import { RISK_WORDS } from '../../../../src/anonymise/pages/risk-words.ts';
import { LANGUAGES } from '../../../../src/chart/index.ts';
import { schemaOf, tableOf, type Row } from '../../../small-tables.ts';

const SCHEMA = schemaOf({ sex: { type: 'utf8', role: 'quasiIdentifier' }, age: { type: 'int32', role: 'quasiIdentifier' }, dx: { type: 'utf8', role: 'sensitive' }, home: { type: 'utf8', role: 'attribute' } });
const ROWS: readonly Row[] = [['F', 30, 'C50', 'u'], ['F', 30, 'E11', 'v'], ['M', 41, 'E11', 'v'], ['M', null, 'I10', 'w'], ['M', 41, 'I10', null]];
const measured = (options: Partial<RiskCriterion> = {}, rows: readonly Row[] = ROWS): Promise<RiskMeasure> => measureRisk(tableOf(SCHEMA, rows), { quasiIdentifiers: ['sex', 'age'], nullMatching: 'own-class', k: 2, ...options });

test('both languages say something everywhere, and not the same', () => {
  const flat = (value: unknown): string[] => (typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(flat) : []);
  const { en, fr } = RISK_WORDS;
  expect(Object.keys(fr)).toEqual(Object.keys(en));
  expect([...flat(en), ...flat(fr)]).not.toContain('');
  const same = Object.keys(en).filter((name) => JSON.stringify(en[name as 'measured']) === JSON.stringify(fr[name as 'measured']) && typeof en[name as 'measured'] === 'string');
  expect(['source', 'distance']).toEqual(expect.arrayContaining(same));
});

test.each(LANGUAGES)('every table has as many cells as heads, and no figure is undefined or NaN (%s)', async (language) => {
  for (const risk of [await measured(), await measured({ sensitive: ['dx'], household: 'home', sampleFraction: 0.2 }), await measured({ nullMatching: 'wildcard' }), await measured({ sensitive: ['dx'] }, []), await measured({ quasiIdentifiers: ['sex'] })]) {
    for (const { heads, rows, title } of riskSections(risk, language)) {
      expect(title).not.toBe('');
      for (const row of rows) expect(row).toHaveLength(heads.length === 0 ? 2 : heads.length);
      expect(rows.flat().join('\n')).not.toMatch(/undefined|NaN|null|Infinity/);
    }
  }
});

test('what is not known is a dash, not a number: the journalist without a population, an empty table', async () => {
  const attackers = (risk: RiskMeasure): readonly (readonly string[])[] => riskSections(risk, 'en').find(({ title }) => title === RISK_WORDS.en.attackers)!.rows;
  const [prosecutor, journalist] = attackers(await measured());
  expect(prosecutor).toEqual([RISK_WORDS.en.prosecutor, '100%', '60%', '20%', '–']);
  expect(journalist!.slice(1)).toEqual(['–', '–', '–', '–']);
  const all = tableOf(SCHEMA, [...ROWS, ...ROWS]);
  const known = attackers(await measureRisk(tableOf(SCHEMA, ROWS), { quasiIdentifiers: ['sex', 'age'], nullMatching: 'own-class', k: 2 }, { population: all }));
  expect(known[1]!.slice(1, 4)).toEqual(['50%', '30%', '0%']);
  for (const row of attackers(await measured({}, []))) expect(row.slice(1)).toEqual(['–', '–', '–', '–']);
});

test('a section is told only where there is something to tell', async () => {
  const titles = async (options: Partial<RiskCriterion>, rows?: readonly Row[]): Promise<string[]> => riskSections(await measured(options, rows), 'en').map(({ title }) => title);
  expect(await titles({})).not.toContain(RISK_WORDS.en.sensitive);
  expect(await titles({ sensitive: ['dx'] })).toContain(RISK_WORDS.en.sensitive);
  expect(await titles({}, [ROWS[0]!, ROWS[0]!])).not.toContain(RISK_WORDS.en.special);
});

test('the criteria say that nothing was measured of inference where no sensitive column was named', async () => {
  const inference = async (options: Partial<RiskCriterion>): Promise<readonly string[]> => riskSections(await measured(options), 'en').find(({ title }) => title === RISK_WORDS.en.criteria)!.rows[2]!;
  expect((await inference({}))[1]).toMatch(/^nothing/);
  expect((await inference({ sensitive: ['dx'] }))[1]).toMatch(/^values/);
});

test('text and page tell the same sections, and no value', async () => {
  const risk = await measured({ sensitive: ['dx'], household: 'home' });
  for (const language of LANGUAGES) {
    const text = riskText(risk, language);
    const html = riskPage(risk, { title: 'stays.csv', language });
    for (const { title } of riskSections(risk, language)) {
      expect(text).toContain(title);
      expect(html).toContain(title.replaceAll('&', '&amp;'));
    }
    expect(text + html).not.toMatch(/C50|E11|I10|\b41\b/);
    // eslint-disable-next-line no-control-regex -- the control characters are what must not be there
    expect(text).not.toMatch(/\u001B/);
  }
});

test('a model is named with its plain parameters', async () => {
  const risk = await measured({ models: [{ model: 'recursiveLDiversity', column: 'dx', l: 2, c: 3 }] });
  expect(riskSections(risk, 'en').find(({ title }) => title === RISK_WORDS.en.models)!.rows.map(([name]) => name)).toEqual(['kAnonymity (k 2)', 'recursiveLDiversity (column dx, l 2, c 3)']);
});
