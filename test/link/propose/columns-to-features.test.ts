// What is made of a column to block and compare by: for every kind of column, worked examples whose answers a person can read off.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ColumnKind } from '../../../src/link/kernel/propose/column-kind.ts';
import type { ColumnProfile } from '../../../src/link/kernel/propose/column-profile.ts';
import type { LinkageModel } from '../../../src/link/model/model.ts';
import { featuresOfColumn } from '../../../src/link/propose/block-column.ts';
import { comparedForm, compareColumn } from '../../../src/link/propose/compare-column.ts';
import { dateParts } from '../../../src/link/propose/date-parts.ts';
import { plainWords, textOf } from '../../../src/link/propose/profile-columns.ts';
import { compareTwoRecords } from '../../../src/link/score/compare-two-records.ts';
import { schemaOf } from '../../small-tables.ts';
import { derived, type Decoded } from '../records-of.ts';

const TEXTS = schemaOf({ id: { type: 'int32', role: 'technical' }, value: { type: 'utf8', role: 'attribute' } });

const PROFILE: ColumnProfile = {
  values: 100, completeness: 1, distinct: 90, agreement: 0.01, characters: 10, words: 1, dates: 0, dateOrder: null, numbers: 0, years: 0, emails: 0, lists: 0, withDigits: 0,
};

const KINDS: readonly ColumnKind[] = ['name', 'phrase', 'list', 'category', 'date', 'year', 'email', 'code'];

const like = (changes: Partial<ColumnProfile>): ColumnProfile => ({ ...PROFILE, ...changes });

/** What each feature makes of one value, by the feature's label. */
async function featuresOf(kind: ColumnKind, value: string, profile = PROFILE): Promise<Record<string, Decoded>> {
  const made: Record<string, Decoded> = {};
  for (const { label, of } of featuresOfColumn(TEXTS, 'value', kind, profile)) [made[label]] = await derived([value], of) as [Decoded];
  return made;
}

/** Level that two values reach, counted from 0 for a missing one and 1 for an equal one; −1 for the last. */
async function levelOf(kind: ColumnKind, left: string | null, right: string | null, profile = PROFILE): Promise<number> {
  const comparison = compareColumn(TEXTS, 'value', kind, profile);
  const share = 1 / (comparison.levels.length - 1);
  const levels = comparison.levels.map((level) => (level.isNull === true ? level : { ...level, m: share, u: share }));
  const model: LinkageModel = { version: 1, linkType: 'dedupe', prior: 0.01, unit: 'codePoint', blocking: [], comparisons: [{ ...comparison, levels }] };
  const { level } = (await compareTwoRecords(model, { value: left }, { value: right })).comparisons[0]!;
  return level === levels.length - 1 ? -1 : level;
}

describe('The parts of a written date', () => {
  test.each([['dashed', '1971-05-24', '1971-05', '05-24'], ['packed', '19710524', '197105', '0524'], ['dayFirst', '24/05/1971', '05/1971', '24/05']] as const)(
    'are where a %s date has them', async (order, text, yearAndMonth, monthAndDay) => {
      const parts = dateParts({ column: 'value' }, order);
      const read = async (part: keyof typeof parts): Promise<Decoded> => (await derived([text], parts[part]))[0]!;
      expect([await read('year'), await read('month'), await read('day')]).toEqual(['1971', '05', '24']);
      expect([await read('yearAndMonth'), await read('monthAndDay')]).toEqual([yearAndMonth, monthAndDay]);
    },
  );

  test('that do not exist stay what they are, and those of nothing are null', async () => {
    const { month, day } = dateParts({ column: 'value' }, 'dashed');
    expect(await derived(['1971-86-99', null], month)).toEqual(['86', null]);
    expect(await derived(['1971-86-99', null], day)).toEqual(['99', null]);
  });

  test('put together again are the date', async () => {
    const dates = fc.date({ min: new Date('1500-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));
    const { year, month, day } = dateParts({ column: 'value' }, 'dashed');
    await fc.assert(fc.asyncProperty(fc.array(dates, { minLength: 1, maxLength: 5 }), async (list) => {
      expect(await derived(list, { concat: [year, month, day], separator: '-' })).toEqual(list);
    }), { numRuns: 20 });
  });
});

describe('What a column is blocked on', () => {
  test('of a name is the whole, its beginning, its sound and its end, case and accents aside', async () => {
    const made = await featuresOf('name', ' Lefèvre ');
    expect(made).toMatchObject({ value: 'LEFEVRE', 'value, first 2': 'LE', 'value, first 4': 'LEFE', 'value, last 4': 'EVRE' });
    const sound = featuresOfColumn(TEXTS, 'value', 'name', PROFILE).find(({ label }) => label === 'value, sound')!;
    const [one, other, stranger] = await derived(['Lefèvre', 'Lefaivre', 'Bernard'], sound.of) as [string, string, string];
    expect(one).toBe(other);
    expect(one).not.toBe(stranger);
  });

  test('of names of several words is a word too, of names of one word is not', async () => {
    expect(Object.keys(await featuresOf('name', 'Anne', like({ words: 1.25 })))).not.toContain('value, a word');
    const several = featuresOfColumn(TEXTS, 'value', 'name', like({ words: 1.3 }));
    expect(several.filter(({ explode }) => explode).map(({ label }) => label)).toEqual(['value, a word']);
    expect(await derived(['Anne-Marie'], several.at(-1)!.of)).toEqual([['ANNE', 'MARIE']]);
  });

  test('of a phrase is its beginning, first word, end and words', async () => {
    expect(await featuresOf('phrase', '12, rue de la Paix, Paris')).toEqual({
      value: '12 RUE DE LA PAIX PARIS', 'value, first 10': '12 RUE DE ', 'value, first word': '12', 'value, last 8': 'IX PARIS', 'value, a word': ['12', 'RUE', 'DE', 'LA', 'PAIX', 'PARIS'],
    });
  });

  test('of a list does not depend on the order of its parts', async () => {
    const [one, other] = [await featuresOf('list', 'Morin P., Adam B.'), await featuresOf('list', 'Adam B., Morin P.')];
    expect(one['value']).toBe('ADAM B MORIN P');
    expect(other['value']).toBe(one['value']);
    expect(other['value, first word']).toBe('ADAM');
    expect(one['value, first word']).toBe('ADAM');
  });

  test('of a date is its parts, by the order that most of the column has', async () => {
    expect(await featuresOf('date', '24/05/1971', like({ dateOrder: 'dayFirst' }))).toEqual({
      value: '24/05/1971', 'value, year': '1971', 'value, year and month': '05/1971', 'value, month and day': '24/05',
    });
  });

  test.each([[5, ['value', 'value, first 3', 'value, last 3']], [10, ['value', 'value, first 3', 'value, first 6', 'value, last 6']]] as const)(
    'of a code of %i characters is its beginning and end, neither twice', (characters, labels) => {
      expect(featuresOfColumn(TEXTS, 'value', 'code', like({ characters })).map(({ label }) => label)).toEqual(labels);
    },
  );

  test('of an e-mail address is what stands before the @', async () => {
    expect(await featuresOf('email', 'Anne.Petit@Poste.FR')).toEqual({ value: 'anne.petit@poste.fr', 'value, before the @': 'anne.petit' });
  });

  test('of years and categories is the whole alone', async () => {
    expect(await featuresOf('year', '1971')).toEqual({ value: 1971 });
    expect(await featuresOf('category', 'Homme')).toEqual({ value: 'HOMME' });
  });

  test.each(KINDS)('taken for a %s begins with the form that is compared, under the column’s name', (kind) => {
    const [whole, ...others] = featuresOfColumn(TEXTS, 'value', kind, PROFILE);
    expect(whole).toEqual({ column: 'value', label: 'value', of: comparedForm(textOf(TEXTS, 'value'), kind), explode: false });
    const labels = others.map(({ label }) => label);
    expect(new Set(labels).size).toBe(labels.length);
    expect(labels.every((label) => label.startsWith('value, '))).toBe(true);
  });
});

describe('How a column is compared', () => {
  test.each(KINDS)('as a %s: missing, equal, less and less alike, and whatever is left, m and u unknown', (kind) => {
    const { name, levels } = compareColumn(TEXTS, 'value', kind, PROFILE);
    expect(name).toBe('value');
    expect(levels[0]!.isNull).toBe(true);
    expect(levels[1]!.termFrequency).toBeDefined();
    expect(levels.slice(2).every(({ termFrequency, isNull }) => termFrequency === undefined && isNull !== true)).toBe(true);
    expect(levels.at(-1)!.when).toEqual({ kind: 'otherwise' });
    expect(levels.every(({ m, u }) => m === null && u === null)).toBe(true);
    expect(new Set(levels.map(({ label }) => label)).size).toBe(levels.length);
  });

  // Jaro–Winkler similarities as Winkler published them: 0.961, 0.896, 0.840, 0.
  test.each([[null, 'x', 0], ['Élise', 'ELISE', 1], ['MARTHA', 'MARHTA', 2], ['JELLYFISH', 'SMELLYFISH', 3], ['DWAYNE', 'DUANE', 4], ['ABC', 'XYZ', -1]] as const)(
    'as a name: %s and %s', async (left, right, level) => {
      expect(await levelOf('name', left, right)).toBe(level);
    },
  );

  test.each([
    ['1971-05-24', '1971-05-24', 1], ['1971-05-24', '1971-05-25', 2], ['1971-05-24', '1971-05-42', 2], ['1971-05-04', '1971-04-05', 2], ['1971-05-24', '1983-05-24', 3],
    ['1971-05-24', '1971-11-02', 4], ['1971-05-24', '1972-11-02', 5], ['1971-05-24', '1980-11-02', 6], ['1971-05-24', '1990-11-02', -1],
  ] as const)('as a date: %s and %s', async (left, right, level) => {
    expect(await levelOf('date', left, right, like({ dateOrder: 'dashed' }))).toBe(level);
    const dayFirst = (text: string): string => text.split('-').reverse().join('/');
    expect(await levelOf('date', dayFirst(left), dayFirst(right), like({ dateOrder: 'dayFirst' }))).toBe(level);
  });

  test.each([['1971', '1971', 1], ['1971', '1972', 2], ['1971', '1981', 3], ['1971', '1982', -1], ['1971', 'unknown', 0]] as const)('as a year: %s and %s', async (left, right, level) => {
    expect(await levelOf('year', left, right)).toBe(level);
  });

  test.each([['a.petit@x.fr', 'A.Petit@X.FR', 1], ['a.petit@x.fr', 'a.petit@other.com', 2], ['martha@x.fr', 'marhta@y.org', 3], ['qqqq@x.fr', 'zzzz@y.org', -1]] as const)(
    'as an e-mail address: %s and %s', async (left, right, level) => {
      expect(await levelOf('email', left, right)).toBe(level);
    },
  );

  test.each([['75013', '75013', 1], ['75013', '75 013', 2], ['75013', '75031', 2], ['75013', '75042', 3], ['75013', '75999', 4], ['75013', '13000', -1]] as const)(
    'as a short code: %s and %s', async (left, right, level) => {
      expect(await levelOf('code', left, right, like({ characters: 5 }))).toBe(level);
    },
  );

  test('as a long code forgives two slips, as a short one does not', async () => {
    expect(await levelOf('code', 'K99071', 'J89071', like({ characters: 6 }))).toBe(3);
    expect(await levelOf('code', 'K9907', 'J8907', like({ characters: 5 }))).toBe(-1);
  });

  test.each([
    ['anne marie petit', 'ANNE, MARIE PETIT', 1], ['un deux trois quatre', 'quatre trois deux un', 2], ['un deux trois quatre cinq six', 'un deux trois', 3], ['abc def', 'xyz uvw', -1],
  ] as const)('as a phrase: %s and %s', async (left, right, level) => {
    expect(await levelOf('phrase', left, right)).toBe(level);
  });

  test.each([['Morin P; Adam B', 'Adam B, Morin P', 1], ['a b c d', 'a b c', 3], ['a b c d', 'a b', 3], ['a b c d', 'a', 4], ['a b c d e', 'a', 5], ['a b', 'c d', -1]] as const)(
    'as a list: %s and %s', async (left, right, level) => {
      expect(await levelOf('list', left, right)).toBe(level);
    },
  );

  test('does not depend on which record comes first', async () => {
    const text = fc.constantFrom('MARTHA', 'MARHTA', 'DUANE', '1971-05-24', '1971-24-05', '75013', 'anne marie', 'marie anne petit', 'a.b@c.fr', 'a.b@d.fr');
    await fc.assert(fc.asyncProperty(fc.constantFrom(...KINDS), text, text, async (kind, left, right) => {
      expect(await levelOf(kind, left, right)).toBe(await levelOf(kind, right, left));
    }), { numRuns: 30 });
  });

  test('as a category knows the same and another one, nothing between', async () => {
    expect([await levelOf('category', 'homme', 'HOMME'), await levelOf('category', 'homme', 'femme'), await levelOf('category', 'homme', 'hommes')]).toEqual([1, -1, -1]);
  });
});

describe('A column as text', () => {
  test('is trimmed where it is text, and written where it is not', async () => {
    const numbers = schemaOf({ id: { type: 'int32', role: 'technical' }, value: { type: 'int32', role: 'attribute' } });
    const dates = schemaOf({ id: { type: 'int32', role: 'technical' }, value: { type: 'date', role: 'attribute' } });
    expect(await derived(['  Anne ', null], textOf(TEXTS, 'value'))).toEqual(['Anne', null]);
    expect(await derived([75_013, null], textOf(numbers, 'value'), 'int32')).toEqual(['75013', null]);
    expect(await derived([0, 31], textOf(dates, 'value'), 'date')).toEqual(['1970-01-01', '1970-02-01']);
  });

  test('as plain words has no case, accents or punctuation', async () => {
    expect(await derived(["  L'Haÿ-les-Roses "], plainWords(textOf(TEXTS, 'value')))).toEqual(['L HAY LES ROSES']);
  });

  test('that is not there is refused by its name', () => {
    expect(() => textOf(TEXTS, 'valeur')).toThrow(expect.objectContaining({ problems: [expect.objectContaining({ code: 'PLAN_UNKNOWN_COLUMN', path: 'columns' })] }) as Error);
  });
});
