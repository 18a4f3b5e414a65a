import { describe, expect, test } from 'vitest';
import {
  absoluteDifferenceComparison, addressComparison, bestPairComparison, birthDateComparison, communeComparison, cosineComparison, customComparison,
  damerauLevenshteinComparison, emailComparison, equalLevel, exactComparison, firstNameSurnameComparison, frenchNameComparisons, jaccardComparison, jaroComparison,
  jaroWinklerComparison, kilometresComparison, levenshteinComparison, listIntersectionComparison, nameComparison, nirComparison, nirPartsComparison,
  nullLevel, otherwiseLevel, percentageDifferenceComparison, personKinds, postalCodeComparison, registeredComparison, timeDifferenceComparison, ukPostcodeComparison,
} from '../../../src/link/comparisons/index.ts';
import { modelProblems, type Comparison } from '../../../src/link/model/index.ts';

const ALL: Readonly<Record<string, Comparison>> = {
  absoluteDifference: absoluteDifferenceComparison({ of: 'weight', atMost: [1, 5] }),
  address: addressComparison({ of: 'address' }),
  bestPair: bestPairComparison({ of: 'names', measure: 'jaroWinkler', atLeast: [0.9] }),
  bestPairByEdits: bestPairComparison({ of: 'names', measure: 'levenshtein', atMost: [1] }),
  birthDate: birthDateComparison({ of: 'born', format: 'yyyy-MM-dd', termFrequency: true }),
  commune: communeComparison({ of: 'commune', label: 'communeName' }),
  cosine: cosineComparison({ of: 'embedding' }),
  damerauLevenshtein: damerauLevenshteinComparison({ of: 'code' }),
  email: emailComparison({ of: 'email' }),
  exact: exactComparison({ of: 'sex', termFrequency: true }),
  firstNameSurname: firstNameSurnameComparison({ firstName: 'firstName', surname: 'surname' }),
  familyName: frenchNameComparisons({ birthName: 'surname', usedName: 'usedName', givenName: 'firstName' })[0],
  foldedNames: firstNameSurnameComparison({ firstName: 'firstName', surname: 'surname', fold: true, termFrequency: false }),
  jaccard: jaccardComparison({ of: 'title', q: 3 }),
  jaro: jaroComparison({ of: 'name' }),
  jaroWinkler: jaroWinklerComparison({ of: 'name' }),
  kilometres: kilometresComparison({ latitude: 'lat', longitude: 'lon', atMost: [1, 10] }),
  levenshtein: levenshteinComparison({ of: { column: 'name', derive: [{ op: 'lower' }] }, name: 'lower_name' }),
  listIntersection: listIntersectionComparison({ of: 'names' }),
  name: nameComparison({ of: 'name', phonetic: 'berge', fold: true }),
  nir: nirComparison({ of: 'nir' }),
  nirParts: nirPartsComparison({ of: 'nir' }),
  percentageDifference: percentageDifferenceComparison({ of: 'income', below: [0.1] }),
  postalCode: postalCodeComparison({ of: 'postalCode' }),
  registered: registeredComparison({ of: 'name', kernel: 'mine', atLeast: [0.5] }),
  timeDifference: timeDifferenceComparison({ of: 'admitted', within: [{ amount: 1, unit: 'day' }, { amount: 1, unit: 'month' }] }),
  ukPostcode: ukPostcodeComparison({ of: 'postcode' }),
};

const labels = (comparison: Comparison): string[] => comparison.levels.map(({ label }) => label);

describe('kinds of pairs of persons', () => {
  const all = ['family', 'given', 'born', 'home', 'nir', 'email'];

  test('are those whose part is given', () => {
    expect(personKinds({ all, home: ['home'], family: ['family'] }).map(({ name, isMatch }) => [name, isMatch])).toEqual([['moved', true], ['household', false]]);
    expect(personKinds({ all, home: ['home'], family: ['family'], birth: ['born'], insurance: ['nir'], names: ['family', 'given', 'email'] })).toEqual([
      { name: 'moved', isMatch: true, agrees: ['family', 'given', 'born', 'nir', 'email'] },
      { name: 'household', isMatch: false, agrees: ['family', 'home'] },
      { name: 'twins', isMatch: false, agrees: ['family', 'home', 'born'] },
      { name: 'dependants', isMatch: false, agrees: ['family', 'home', 'nir'] },
      { name: 'born together', isMatch: false, agrees: ['born', 'nir'] },
      { name: 'namesakes', isMatch: false, agrees: ['family', 'given', 'email'] },
    ]);
  });

  test('fit the model whose comparisons they name, and no other', () => {
    const model = { version: 1, linkType: 'dedupe', prior: 0.001, unit: 'codePoint', blocking: [], comparisons: ['family', 'home'].map((of) => exactComparison({ of })) };
    expect(modelProblems({ ...model, kinds: personKinds({ all: ['family', 'home'], home: ['home'], family: ['family'] }) })).toEqual([]);
    expect(modelProblems({ ...model, kinds: personKinds({ all, home: ['home'], family: ['family'] }) })).toHaveLength(4);
    expect(() => personKinds({ all, home: ['home'], familly: [] } as never)).toThrow('did you mean "family"?');
  });
});

describe('every ready comparison', () => {
  test.each(Object.entries(ALL))('%s is a comparison that a model takes', (_name, comparison) => {
    expect(modelProblems({ version: 1, linkType: 'link', prior: 0.001, unit: 'codePoint', blocking: [], comparisons: [comparison] })).toEqual([]);
  });

  test.each(Object.entries(ALL))('%s starts with what is missing, ends with what is left, and knows no parameter yet', (_name, comparison) => {
    expect(comparison.levels[0]!.isNull).toBe(true);
    expect(comparison.levels.slice(1).some(({ isNull }) => isNull)).toBe(false);
    expect(comparison.levels.at(-1)!.when).toEqual({ kind: 'otherwise' });
    expect(comparison.levels.every(({ m, u }) => m === null && u === null)).toBe(true);
    expect(new Set(labels(comparison)).size).toBe(comparison.levels.length);
  });

  test.each(Object.entries(ALL))('%s is plain data', (_name, comparison) => {
    expect(JSON.parse(JSON.stringify(comparison))).toEqual(comparison);
  });
});

describe('levels are those of the counterpart in Splink, where there is one', () => {
  const bounds = (comparison: Comparison): (number | undefined)[] => comparison.levels.flatMap(({ when }) => (when.kind === 'measure' ? [when.atLeast ?? when.atMost] : []));
  test('with its default bounds', () => {
    expect(bounds(ALL['jaroWinkler']!)).toEqual([0.9, 0.7]);
    expect(bounds(ALL['jaro']!)).toEqual([0.9, 0.7]);
    expect(bounds(ALL['levenshtein']!)).toEqual([1, 2]);
    expect(bounds(ALL['damerauLevenshtein']!)).toEqual([1, 2]);
    expect(bounds(jaccardComparison({ of: 'x' }))).toEqual([0.9, 0.7]);
    expect(bounds(ALL['cosine']!)).toEqual([0.9, 0.8, 0.7]);
    expect(bounds(nameComparison({ of: 'x' }))).toEqual([0.92, 0.88, 0.7]);
    expect(bounds(ALL['email']!)).toEqual([0.88, 0.88]);
    expect(bounds(ALL['birthDate']!)).toEqual([1, 2_629_800, 31_557_600, 315_576_000]);
  });

  test('term frequencies are adjusted for names and e-mails, and where asked for', () => {
    const adjusted = (comparison: Comparison): number[] => comparison.levels.flatMap(({ termFrequency }, index) => (termFrequency === undefined ? [] : [index]));
    expect(adjusted(ALL['name']!)).toEqual([1]);
    expect(adjusted(ALL['email']!)).toEqual([1]);
    expect(adjusted(ALL['exact']!)).toEqual([1]);
    expect(adjusted(ALL['jaro']!)).toEqual([]);
    expect(adjusted(ALL['firstNameSurname']!)).toEqual([1, 5, 6]);
    expect(adjusted(ALL['foldedNames']!)).toEqual([]);
  });
});

describe('what a comparison is made of', () => {
  test('names that sound alike stand between those spelt alike and those with a part in common', () => {
    expect(labels(ALL['name']!)).toEqual([
      'name is missing', 'name is the same', 'Jaro–Winkler similarity at least 0.92', 'Jaro–Winkler similarity at least 0.88', 'sounds alike',
      'Jaro–Winkler similarity at least 0.7', 'anything else',
    ]);
    expect(ALL['name']!.levels[4]!.when).toEqual({ kind: 'equal', of: { column: 'name', derive: [{ op: 'name' }, { op: 'phonetic', algorithm: 'berge' }] } });
  });

  test('names of French persons are exchanged where each given name is a family name of the other record', () => {
    const [family, given] = frenchNameComparisons({ birthName: 'nom', usedName: 'usage', givenName: 'prenom' });
    expect(labels(family)).toEqual([
      'nom is missing', 'nom is the same', 'the same as the name used', 'nom is misspelt', 'the name used is misspelt', 'exchanged', 'nom is alike', 'anything else',
    ]);
    const name = (column: string): object => ({ column, derive: [{ op: 'name' }] });
    const alike = (of: string, against: string): object => ({ kind: 'measure', measure: 'jaroWinkler', of: name(of), against: name(against), atLeast: 0.92 });
    expect(family.levels[5]!.when).toEqual({ kind: 'all', of: [
      { kind: 'any', of: [alike('prenom', 'nom'), alike('prenom', 'usage')] }, { kind: 'any', of: [alike('nom', 'prenom'), alike('usage', 'prenom')] },
    ] });
    expect(given.levels.map(({ isNull }) => isNull === true)).toEqual([true, false, false, false, true, false, false]);
    expect(given.levels[4]!.when).toEqual(family.levels[5]!.when);
  });

  test('a file without names used has no level for them', () => {
    const [family] = frenchNameComparisons({ birthName: 'nom', givenName: 'prenom', names: { family: 'f', given: 'g' }, termFrequency: false });
    expect(labels(family)).toEqual(['nom is missing', 'nom is the same', 'nom is misspelt', 'exchanged', 'nom is alike', 'anything else']);
    expect([family.name, family.levels[1]!.termFrequency]).toEqual(['f', undefined]);
  });

  test('exchanged names agree crosswise', () => {
    expect(ALL['firstNameSurname']!.levels[2]!.when).toEqual({ kind: 'all', of: [
      { kind: 'equal', of: { column: 'firstName' }, against: { column: 'surname' } }, { kind: 'equal', of: { column: 'surname' }, against: { column: 'firstName' } },
    ] });
  });

  test('exchanged days and months agree crosswise', () => {
    const part = (op: string): object => ({ column: 'd', derive: [{ op }, { op: 'toText' }] });
    expect(birthDateComparison({ of: 'd' }).levels[3]!.when).toEqual({
      kind: 'equal',
      of: { concat: [part('year'), part('month'), part('day')], separator: '-' },
      against: { concat: [part('year'), part('day'), part('month')], separator: '-' },
    });
  });

  test('a place is missing when one coordinate is', () => {
    expect(ALL['kilometres']!.levels[0]!.when).toEqual({ kind: 'any', of: [{ kind: 'null', of: { column: 'lat' } }, { kind: 'null', of: { column: 'lon' } }] });
    expect(ALL['kilometres']!.name).toBe('lat_lon');
  });

  test('the NIR is compared without its check key', () => {
    expect(nirComparison({ of: 'nir' }).levels[1]!.when).toEqual({ kind: 'equal', of: { column: 'nir', derive: [{ op: 'slice', from: 1, length: 13 }] } });
    expect(nirPartsComparison({ of: 'nir' }).name).toBe('nir_parts');
  });
});

describe('options', () => {
  test('unknown ones are refused, with the nearest known one', () => {
    expect(() => jaroWinklerComparison({ of: 'name', atleast: [0.9] } as never)).toThrow('did you mean "atLeast"?');
  });

  test('a kernel of the caller\'s own has one kind of bound', () => {
    expect(() => registeredComparison({ of: 'name', kernel: 'mine' })).toThrow('expected either atLeast or atMost');
    expect(registeredComparison({ of: 'name', kernel: 'mine', atMost: [1] }).levels[2]!.when).toMatchObject({ kind: 'registered', atMost: 1 });
  });

  test('the closest pair has bounds that go with its measure', () => {
    expect(() => bestPairComparison({ of: 'names', measure: 'jaro', atMost: [1] })).toThrow('expected atLeast alone with a similarity');
    expect(() => bestPairComparison({ of: 'names', measure: 'levenshtein', atLeast: [1] })).toThrow('expected atMost alone with a distance');
  });

  test('a comparison of one\'s own is checked as in a model', () => {
    const levels = [nullLevel('sex'), equalLevel('sex'), otherwiseLevel()];
    expect(customComparison({ name: 'sex', levels })).toEqual({ name: 'sex', levels });
    expect(() => customComparison({ name: 'sex', levels: levels.slice(0, 2) })).toThrow(/^levels\[1\]\.when: expected otherwise in the last level/);
  });
});
