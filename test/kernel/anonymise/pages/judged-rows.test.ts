// What would be done to rows, as text, page and pictures: the figures are those given, in both languages, and no value stands in them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  classSizesSpecification, frontierSpecification, judgedRowsPage, judgedRowsText, searchPathSpecification, toldGeneralisation, type FrontierPoint, type JudgedRowsSection, type ToldGeneralisation, type ToldRisk,
} from '../../../../src/anonymise/index.ts';
import { classSizesChart, frontierChart, searchPathChart } from '../../../../src/anonymise/pages/judged-rows-pictures.ts';
import { plainFigures, wordedModel } from '../../../../src/anonymise/pages/judged-rows.ts';
import { JUDGED_ROWS_WORDS } from '../../../../src/anonymise/pages/judged-rows-words.ts';
import { formatNumber, formatShare, LANGUAGES, markupText, type Language, type Markup, type VegaLiteSpecification } from '../../../../src/chart/index.ts';
import { HOSTILE_ROWS, SAMPLE_ROWS } from '../../../browser/sample-rows.ts';
import { HOSTILE_NAMES } from '../../../browser/sample-profile.ts';

const dataOf = (specification: VegaLiteSpecification): Record<string, unknown>[] => (specification['data'] as { readonly values: Record<string, unknown>[] }).values;
const describes = (chart: Markup): string => /<desc>([^<]*)<\/desc>/.exec(markupText(chart))![1]!.replaceAll('&lt;', '<').replaceAll('&gt;', '>');
const languageOf = fc.constantFrom(...LANGUAGES);
const told = toldGeneralisation(SAMPLE_ROWS[0]!)!;

const riskWith = (histogram: ToldRisk['histogram']): ToldRisk => ({ ...told.before, histogram });
const binsOf = fc.uniqueArray(fc.integer({ min: 1, max: 400 }), { maxLength: 6 }).map((ends) =>
  ends.sort((one, other) => one - other).map((to, place) => ({ from: (ends[place - 1] ?? 0) + 1, to, classes: place + 1, rows: to * (place + 1) })));
const shareOf = fc.double({ min: 0, max: 1, noNaN: true });
const pointOf = fc.record({ loss: fc.option(shareOf), suppressedShare: fc.option(shareOf), highestRisk: fc.option(shareOf) });
const frontierOf = fc.array(pointOf, { minLength: 2, maxLength: 6 }).map((points): FrontierPoint[] => points.map((point, place) => ({ k: 2 + 3 * place, ...point })));

/** Every field that marks and encodings of a specification ask for. */
function fieldsOf(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(fieldsOf);
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([name, value]) => (name === 'field' ? [String(value)] : fieldsOf(value)));
}

describe('pictures', () => {
  test('of class sizes have a bar for each interval and time, with its rows', () => {
    fc.assert(fc.property(binsOf, binsOf, languageOf, (before, after, language) => {
      const words = JUDGED_ROWS_WORDS[language];
      const data = dataOf(classSizesSpecification({ before: riskWith(before), after: riskWith(after) }, language));
      expect(data.map(({ rows }) => rows)).toEqual([...before, ...after].map(({ rows }) => rows));
      expect(data.map(({ when }) => when)).toEqual([...before.map(() => words.before), ...after.map(() => words.after)]);
      const sizes = [...before, ...after].map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`));
      expect(data.map(({ size }) => size)).toEqual(sizes);
      const text = describes(classSizesChart(riskWith(before), words.before, language));
      before.forEach(({ rows }, place) => {
        expect(text.split('; ')[place]).toBe(`${sizes[place]} ${formatNumber(rows, language)} ${rows === 1 ? words.rows.one : words.rows.many}`);
      });
    }));
  });

  test('of the search have a step for each best so far, which holds until the next', () => {
    const path = [{ loss: 0.75, suppressedRows: 0, checks: 1 }, { loss: 0.5, suppressedRows: 3, checks: 4 }, { loss: 0.25, suppressedRows: 9, checks: 10 }];
    expect(dataOf(searchPathSpecification({ path }))).toEqual([{ checks: 1, loss: 0.75, suppressedRows: 0 }, { checks: 4, loss: 0.5, suppressedRows: 3 }, { checks: 10, loss: 0.25, suppressedRows: 9 }]);
    const chart = searchPathChart({ path, checks: 20 });
    expect(describes(chart)).toBe('loss: 1: 0.75, 4: 0.5, 10: 0.25');
    // Of 320 pixels across 20 looks: at 16, 64, 160 and the end.
    const places = [...markupText(chart).matchAll(/[ML](\d+\.\d) /g)].map(([, place]) => Number(place));
    expect(places).toEqual([16, 64, 64, 160, 160, 320]);
  });

  test('of a search without a loss or a look are drawn all the same', () => {
    expect(describes(searchPathChart({ path: [{ loss: 0, suppressedRows: 0, checks: 0 }], checks: 0 }))).toBe('loss: 0: 0');
    expect(() => searchPathChart({ path: [], checks: 0 }, 'fr')).not.toThrow();
    expect(dataOf(searchPathSpecification({ path: [{ loss: Infinity, suppressedRows: -0, checks: 1 }] }))).toEqual([{ checks: 1, loss: null, suppressedRows: 0 }]);
  });

  test('of the frontier have three lines with what is known of each k; a loss counts beside the largest', () => {
    fc.assert(fc.property(frontierOf, languageOf, (frontier, language) => {
      const losses = frontier.flatMap(({ loss }) => (loss === null ? [] : [loss]));
      const most = Math.max(0, ...losses);
      const known = (figure: (point: FrontierPoint) => number | null): { k: number; share: number }[] =>
        frontier.flatMap((point) => (figure(point) === null ? [] : [{ k: point.k, share: figure(point)! }]));
      const wanted = [known(({ loss }) => (loss === null ? null : most === 0 ? loss : loss / most)), known(({ suppressedShare }) => suppressedShare), known(({ highestRisk }) => highestRisk)];
      const data = dataOf(frontierSpecification(frontier, language));
      expect(data.map(({ k, share }) => ({ k, share }))).toEqual(wanted.flat().map(({ k, share }) => ({ k, share: share + 0 })));
      const lines = describes(frontierChart(frontier, language)).split('; ');
      expect(lines).toHaveLength(3);
      for (const { k, share } of wanted[2]!) expect(lines[2]).toContain(`k ${k} ${formatShare(share, language)}`);
    }));
  });

  test('of the frontier need two values of k, ascending', () => {
    const point: FrontierPoint = { k: 5, loss: 0.5, suppressedShare: 0, highestRisk: 0.2 };
    for (const frontier of [[], [point], [point, point], [point, { ...point, k: 3 }]]) expect(() => frontierChart(frontier)).toThrow(new RangeError('frontier: expected at least two values of k, ascending'));
  });

  test.each(LANGUAGES)('are specifications with a title, data inside, and no field that the data lack (%s)', (language) => {
    for (const specification of [classSizesSpecification(told, language), searchPathSpecification(told, language), frontierSpecification(SAMPLE_ROWS[0]!.frontier, language)]) {
      expect(specification['$schema']).toBe('https://vega.github.io/schema/vega-lite/v6.json');
      expect(specification['title']).toMatch(/\S/);
      const data = dataOf(specification);
      expect(data.length).toBeGreaterThan(1);
      const fields = fieldsOf(specification['encoding']);
      expect(fields.length).toBeGreaterThan(1);
      for (const row of data) expect(Object.keys(row)).toEqual(expect.arrayContaining(fields));
      expect(JSON.parse(JSON.stringify(specification))).toEqual(specification);
      expect(JSON.stringify(specification)).not.toMatch(/C50|E11|I10|J45|2110|"url"/);
    }
  });
});

describe('text and page', () => {
  const figuresOf = ({ rows, suppressedRows, suppressedShare, checks, nodes, before, after, columns, models }: ToldGeneralisation, language: Language): string[] => [
    formatNumber(rows, language), formatNumber(suppressedRows, language), formatShare(suppressedShare, language), formatNumber(checks, language), formatNumber(nodes, language),
    ...[before, after].flatMap(({ classes, kReached, sampleUniques, prosecutor }) => [formatNumber(classes, language), formatNumber(kReached!, language), formatNumber(sampleUniques, language), formatShare(prosecutor!.highest, language), formatShare(prosecutor!.average, language)]),
    ...Object.values(columns).flatMap(({ levels, highest, loss, entropyLoss }) => [`${levels.join('/')} / ${highest}`, formatShare(loss, language), formatShare(entropyLoss, language)]),
    ...models.map(({ attained }) => formatNumber(attained!, language)),
  ];

  test.each(LANGUAGES)('tell every figure, the same in both (%s)', (language) => {
    const text = judgedRowsText(SAMPLE_ROWS, language);
    const html = judgedRowsPage(SAMPLE_ROWS, { title: 'Stays', language });
    for (const figure of figuresOf(told, language)) {
      expect(text).toContain(figure);
      expect(html).toContain(figure);
    }
    for (const { path, op, frontier } of SAMPLE_ROWS) {
      expect(text).toContain(`${path} ${op}`);
      expect(html).toContain(`<code>${path}</code> ${op}`);
      for (const { k, highestRisk } of frontier) expect(text).toMatch(new RegExp(`\n +${k} .*${highestRisk === null ? '–' : formatShare(highestRisk, language).replace(/[.]/g, '\\.')}\n`));
    }
    expect(text).toContain(JUDGED_ROWS_WORDS[language].refused);
    expect(text + html).not.toMatch(/undefined|NaN|\bnull\b|Infinity|C50|E11|I10|J45|2110/);
  });

  test('in French have no English word of the other dictionary', () => {
    const { en } = JUDGED_ROWS_WORDS;
    // What a step refuses is told as the error has it.
    const text = judgedRowsText(SAMPLE_ROWS.filter(({ refusal }) => refusal === null), 'fr');
    for (const word of [en.suppressed, en.smallest, en.uniques, en.highestRisk, en.noLevels, en.frontier, en.refused, en.attained]) expect(text).not.toContain(word);
    const html = judgedRowsPage(SAMPLE_ROWS, { title: 'Séjours', language: 'fr' });
    for (const word of [en.banner, en.noValues, en.path, en.columns, en.models, en.sizes]) expect(html).not.toContain(word);
  });

  test('a name that attacks is a name on the page, set apart from what surrounds it', () => {
    const html = judgedRowsPage(HOSTILE_ROWS, { title: HOSTILE_NAMES[0]! });
    expect(html).not.toMatch(/<script|<img/);
    expect(html).toContain('<bdi>"&gt;&lt;script&gt;alert(1)&lt;/script&gt;</bdi></td>');
    // eslint-disable-next-line no-control-regex -- the control characters are what must not be there
    expect(html + judgedRowsText(HOSTILE_ROWS)).not.toMatch(/[\u0000-\u0008\u001B\u202E]/);
  });

  test('steps without figures of their own list what they found, the members of members by both names', () => {
    expect(plainFigures({ k: 3, cells: { age: 7, more: { deep: 1 } }, list: [1, 2], word: 'x', is: true, none: null })).toEqual([['k', 3], ['cells.age', 7], ['cells.more.deep', 1], ['list', 2]]);
    expect(plainFigures({})).toEqual([]);
    expect(judgedRowsText(SAMPLE_ROWS)).toMatch(/cellsSuppressed\.age +7\n/);
  });

  test('a step that is refused, or no generalisation, has no such figures', () => {
    const section = SAMPLE_ROWS[0]!;
    expect(toldGeneralisation({ ...section, refusal: 'too few rows' })).toBeNull();
    expect(toldGeneralisation({ ...section, op: 'mondrian' })).toBeNull();
    const refused: JudgedRowsSection = { path: 'tables.t.steps[0]', op: 'generalise', findings: {}, refusal: 'too few rows', frontier: [] };
    expect(judgedRowsText([refused])).toBe('tables.t.steps[0] generalise\n\nNothing would be written: too few rows\n');
    expect(judgedRowsText([])).toBe('');
  });

  test('a model is worded by its name, its column and what is asked for', () => {
    expect(wordedModel({ model: 'kAnonymity', k: 5, attained: 7 })).toEqual(['kAnonymity', 'k 5']);
    expect(wordedModel({ model: 'recursiveLDiversity', column: 'dx', l: 3, c: 2.5, attained: null })).toEqual(['recursiveLDiversity (dx)', 'l 3, c 2.5']);
    expect(wordedModel({ model: 'tCloseness', column: 'dx', t: 0.2, distance: 'equal', hierarchy: [['a']], attained: 0.1 })).toEqual(['tCloseness (dx)', 't 0.2, distance equal']);
  });

  test('every word is said in both languages', () => {
    const flat = (value: unknown): string[] => (typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(flat) : []);
    expect(Object.keys(JUDGED_ROWS_WORDS.fr)).toEqual(Object.keys(JUDGED_ROWS_WORDS.en));
    for (const language of LANGUAGES) expect(flat(JUDGED_ROWS_WORDS[language])).not.toContain('');
    expect(JUDGED_ROWS_WORDS.fr.nodes('3', '12')).toBe('3 combinaisons de niveaux examinées sur 12');
  });
});
