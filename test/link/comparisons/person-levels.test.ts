// The comparisons of persons, places and contacts against what they say in words, written out naively here: every pair of a list of values.
import { describe, expect, test } from 'vitest';
import { compileComparisons } from '../../../src/link/compare/compile-comparisons.ts';
import { collectExpressions } from '../../../src/link/compile/expression-list.ts';
import { addressComparison, communeComparison, emailComparison, frenchNameComparisons, nirComparison, nirPartsComparison, postalCodeComparison, ukPostcodeComparison } from '../../../src/link/comparisons/index.ts';
import type { Comparison } from '../../../src/link/model/index.ts';
import { prepareRecords } from '../../../src/link/records/prepare-records.ts';
import { naiveDamerau, naiveJaroWinkler } from '../../kernel/text/similarity/textbook.ts';
import { schemaOf, tableOf } from '../../small-tables.ts';

type Person = Readonly<Record<string, string | null>>;
type Judge = (left: Person, right: Person) => string;

/** The label of the level of every pair of records, and the one that the judge gives; both from either side. */
async function expectLevels(comparison: Comparison, people: readonly Person[], judge: Judge): Promise<Record<string, number>> {
  const columns = Object.keys(people[0]!);
  const schema = schemaOf({ id: { type: 'int32', role: 'technical' }, ...Object.fromEntries(columns.map((column) => [column, { type: 'utf8', role: 'attribute' } as const])) });
  const model = { blocking: [], comparisons: [comparison] };
  const records = await prepareRecords({ people: tableOf(schema, people.map((person, index) => [index, ...columns.map((column) => person[column]!)])) }, { rowKey: 'id', expressions: collectExpressions(model), unit: 'codePoint' });
  const [kernel] = compileComparisons(model, records);
  const counts: Record<string, number> = {};
  const wrong: unknown[] = [];
  people.forEach((left, one) => {
    people.forEach((right, other) => {
      if (one === other) return;
      const [found, expected] = [comparison.levels[kernel!.levelOf(one, other)]!.label, judge(left, right)];
      counts[expected] = (counts[expected] ?? 0) + 1;
      if (found !== expected) wrong.push({ left, right, found, expected });
    });
  });
  expect(wrong).toEqual([]);
  return counts;
}

const symbols = (text: string): number[] => Array.from(text, (character) => character.codePointAt(0)!);
const alike = (left: string | null, right: string | null, atLeast: number): boolean => left !== null && right !== null && naiveJaroWinkler(symbols(left), symbols(right)) >= atLeast;
const edits = (left: string, right: string): number => naiveDamerau(symbols(left), symbols(right));
const folded = (text: string | null): string | null => text?.normalize('NFD').replaceAll(/\p{M}/gu, '').toUpperCase().replaceAll('-', ' ') ?? null;
const same = (left: string | null, right: string | null): boolean => left !== null && left === right;
/** Every label of a comparison came about, so that nothing was tested in vain. */
const expectAll = (counts: Record<string, number>, { levels }: Comparison): void => {
  expect(Object.keys(counts).sort()).toEqual(levels.map(({ label }) => label).sort());
};
const product = <One, Other>(ones: readonly One[], others: readonly Other[]): [One, Other][] => ones.flatMap((one) => others.map((other): [One, Other] => [one, other]));

describe('names of French persons', () => {
  const births = ['Martin', 'MARTIN', 'Martins', 'Lefèvre', 'Lefebvre', 'Jean', 'Bérnard', 'Marine', 'Duval', null];
  const givens = ['Jean', 'Jean-Pierre', 'JEAN PIERRE', 'Jeanne', 'Martin', 'Bernard', 'Marine', null];
  const useds = [null, 'Lefèvre', 'Martin', 'Bernart'];
  const people = product(births, givens).map(([nom, prenom], index) => ({ nom, prenom, usage: useds[(index * 7 + 3) % useds.length]! }));

  test.each([true, false])('family names, with a name used: %s', async (hasUsed) => {
    const [family] = frenchNameComparisons({ birthName: 'nom', givenName: 'prenom', ...(hasUsed ? { usedName: 'usage' } : {}) });
    const counts = await expectLevels(family, people, (left, right) => {
      const [birth, otherBirth, given, otherGiven] = [folded(left['nom']!), folded(right['nom']!), folded(left['prenom']!), folded(right['prenom']!)];
      const [used, otherUsed] = hasUsed ? [folded(left['usage']!), folded(right['usage']!)] : [null, null];
      if (birth === null || otherBirth === null) return 'nom is missing';
      if (birth === otherBirth) return 'nom is the same';
      if (same(birth, otherUsed) || same(used, otherBirth)) return 'the same as the name used';
      if (alike(birth, otherBirth, 0.92)) return 'nom is misspelt';
      if (alike(birth, otherUsed, 0.92) || alike(used, otherBirth, 0.92)) return 'the name used is misspelt';
      const standsIn = (name: string | null, ...families: readonly (string | null)[]): boolean => families.some((one) => alike(name, one, 0.92));
      if (standsIn(given, otherBirth, otherUsed) && standsIn(otherGiven, birth, used)) return 'exchanged';
      return alike(birth, otherBirth, 0.8) ? 'nom is alike' : 'anything else';
    });
    expectAll(counts, family);
  });

  test('given names, which say nothing where names are exchanged', async () => {
    const [, given] = frenchNameComparisons({ birthName: 'nom', givenName: 'prenom' });
    const counts = await expectLevels(given, people, (left, right) => {
      const [name, other] = [folded(left['prenom']!), folded(right['prenom']!)];
      if (name === null || other === null) return 'prenom is missing';
      if (name === other) return 'prenom is the same';
      if (name.split(' ')[0] === other.split(' ')[0]) return 'the same first part';
      if (alike(name, other, 0.92)) return 'prenom is misspelt';
      if (alike(name, folded(right['nom']!), 0.92) && alike(folded(left['nom']!), other, 0.92)) return 'exchanged';
      return alike(name, other, 0.8) ? 'prenom is alike' : 'anything else';
    });
    expectAll(counts, given);
  });

  test('one name alone in the place of the other is no exchange', async () => {
    const [family] = frenchNameComparisons({ birthName: 'nom', givenName: 'prenom' });
    await expectLevels(family, [{ nom: 'Martin', prenom: 'Bernard' }, { nom: 'Bernard', prenom: 'Claude' }, { nom: 'Olivier', prenom: 'Martin' }], () => 'anything else');
  });
});

describe('the NIR', () => {
  const NUMBER = '2840588321025';
  const replaced = (text: string, at: number, by: string): string => `${text.slice(0, at)}${by}${text.slice(at + 1)}`;
  const swapped = (text: string, at: number): string => `${text.slice(0, at)}${text[at + 1]!}${text[at]!}${text.slice(at + 2)}`;

  test('as it is written: the order number, and the keystrokes before the check key', async () => {
    const written = [NUMBER, `${NUMBER}32`, `${NUMBER}99`, ...[0, 1, 3, 6, 9, 10, 12].map((at) => replaced(NUMBER, at, '7')), ...[1, 4, 9, 11].map((at) => swapped(NUMBER, at)), replaced(swapped(NUMBER, 2), 12, '9'), '1700101001001', null];
    const comparison = nirComparison({ of: 'nir' });
    const counts = await expectLevels(comparison, written.map((nir) => ({ nir })), ({ nir }, { nir: other }) => {
      if (nir === null || other === null) return 'nir is missing';
      const [left, right] = [nir!.slice(0, 13), other!.slice(0, 13)];
      if (left === right) return 'nir is the same';
      if (left.slice(0, 10) === right.slice(0, 10)) return 'the same but for the order number';
      return edits(left, right) <= 1 ? 'one keystroke apart' : edits(left, right) <= 2 ? 'two keystrokes apart' : 'anything else';
    });
    expectAll(counts, comparison);
  });

  test('by its parts: sex, year, month, département and commune, overseas and in Corsica as elsewhere', async () => {
    const numbers = product(['1', '2'], ['8405', '8406', '8505']).flatMap(([sex, month]) => ['88321', '88002', '2A004', '2A041', '97105', '97209'].map((place) => `${sex}${month}${place}025`));
    const people = [...numbers, numbers[0]!.replace(/025$/, '026'), numbers[1]!, null, 'none', '12', '000000000000000'].map((nir) => ({ nir }));
    const comparison = nirPartsComparison({ of: 'nir', name: 'parts' });
    const isNone = (nir: string | null): boolean => nir === null || !/^[12]\d{4}(?:\d\d|2A)\d{6}$/.test(nir);
    const counts = await expectLevels(comparison, people, ({ nir }, { nir: other }) => {
      if (isNone(nir!) || isNone(other!)) return 'nir is missing';
      const agree = (from: number, to: number): boolean => nir!.slice(from, to) === other!.slice(from, to);
      const departement = nir!.startsWith('97', 5) ? 8 : 7;
      if (nir === other) return 'nir is the same';
      if (agree(0, 10)) return 'the same sex, month and place of birth';
      if (agree(0, departement)) return 'the same sex, month and département of birth';
      return agree(0, 5) ? 'the same sex and month of birth' : agree(0, 3) ? 'the same sex and year of birth' : 'anything else';
    });
    expectAll(counts, comparison);
  });

  test('a check key tells a number from none: 97 less the rest of the division by 97', async () => {
    const key = (number: string): string => String(97n - (BigInt(number) % 97n)).padStart(2, '0');
    const [right, wrong] = [`${NUMBER}${key(NUMBER)}`, `${NUMBER}${key(NUMBER) === '11' ? '12' : '11'}`];
    await expectLevels(nirPartsComparison({ of: 'nir' }), [{ nir: right }, { nir: right }], () => 'nir is the same');
    await expectLevels(nirPartsComparison({ of: 'nir' }), [{ nir: right }, { nir: wrong }], () => 'nir is missing');
  });
});

describe('places', () => {
  const departementOf = (code: string): string => (code.startsWith('97') ? code.slice(0, 3) : code.slice(0, 2));

  test('communes: the code, the name within the département, the département', async () => {
    const comparison = communeComparison({ of: 'code', label: 'name' });
    const people = product(['49015', '49301', '50301', '2A004', '2B033', '97105', '97209', null], ['Saint-Léger', 'SAINT LEGER', 'Brissac', null]).map(([code, name]) => ({ code, name }));
    const counts = await expectLevels(comparison, people, (left, right) => {
      const [code, other] = [left['code']!, right['code']!];
      if (code === null || other === null) return 'code is missing';
      if (code === other) return 'code is the same';
      if (departementOf(code) !== departementOf(other)) return 'anything else';
      return same(folded(left['name']!), folded(right['name']!)) ? 'the same name in the same département' : 'the same département';
    });
    expectAll(counts, comparison);
  });

  test('postal codes: one keystroke, then the département, of which Corsica has two', async () => {
    const comparison = postalCodeComparison({ of: 'code' });
    const codes = ['75011', '75011', '75101', '75012', '57011', '75918', '20000', '20137', '20200', '20290', '97110', '97400', '97490', '13001', null];
    const departement = (code: string): string => (code.startsWith('20') ? (code < '20200' ? '2A' : '2B') : departementOf(code));
    const counts = await expectLevels(comparison, codes.map((code) => ({ code })), ({ code }, { code: other }) => {
      if (code === null || other === null) return 'code is missing';
      if (code === other) return 'code is the same';
      if (edits(code!, other!) <= 1) return 'one keystroke apart';
      return departement(code!) === departement(other!) ? 'the same département' : 'anything else';
    });
    expectAll(counts, comparison);
  });

  test('postcodes of the United Kingdom: sector, district, area', async () => {
    const comparison = ukPostcodeComparison({ of: 'code' });
    const codes = ['EC1A 1BB', 'EC1A 1BB', 'EC1A 1AA', 'EC1A 2BB', 'EC1 1BB', 'EC2V 1BB', 'E1 6AN', 'E16 1AA', 'E1 6LS', 'M1 1AE', 'M11 1AE', 'W1A 0AX', null];
    const counts = await expectLevels(comparison, codes.map((code) => ({ code })), ({ code }, { code: other }) => {
      if (code === null || other === null) return 'code is missing';
      if (code === other) return 'code is the same';
      const [[out, inward], [otherOut, otherInward]] = [code!.split(' '), other!.split(' ')];
      const area = (district: string): string => district.replace(/\d.*/, '');
      if (out === otherOut && inward![0] === otherInward![0]) return 'the same sector';
      return out === otherOut ? 'the same district' : area(out!) === area(otherOut!) ? 'the same area' : 'anything else';
    });
    expectAll(counts, comparison);
  });
});

describe('contacts', () => {
  test('e-mail addresses, whole and before the @', async () => {
    const comparison = emailComparison({ of: 'mail' });
    const mails = ['anne.martin@chu.fr', 'anne.martin@chu.fr', 'anne.martin@hopital-voisin.org', 'anne.martim@chu.fr', 'anne.martins@hopital-voisin.org', 'zoe@x.fr', 'paul.lefebvre@wanadoo.com', 'none', null];
    const userOf = (mail: string): string | null => /^([^@]+)@/.exec(mail)?.[1] ?? null;
    const counts = await expectLevels(comparison, mails.map((mail) => ({ mail })), ({ mail }, { mail: other }) => {
      if (mail === null || other === null) return 'mail is missing';
      if (mail === other) return 'mail is the same';
      const [user, otherUser] = [userOf(mail!), userOf(other!)];
      if (same(user, otherUser)) return 'the same before the @';
      if (alike(mail!, other!, 0.88)) return 'Jaro–Winkler similarity at least 0.88';
      return alike(user, otherUser, 0.88) ? 'Jaro–Winkler similarity at least 0.88 before the @' : 'anything else';
    });
    expectAll(counts, comparison);
  });

  test('lines of addresses, word by word in any order', async () => {
    const comparison = addressComparison({ of: 'line' });
    const lines = ['12 rue du Bac', 'RUE DU BAC, 12', '12 rue du Bac bâtiment B', '12 rue du Bac bis', '14 rue du Bac', '12 quai du Port', '3 avenue Foch', '3 avénue FOCH', 'Port', null];
    const wordsOf = (line: string): string[] => folded(line)!.split(/[^\dA-Z]+/).sort();
    const counts = await expectLevels(comparison, lines.map((line) => ({ line })), ({ line }, { line: other }) => {
      if (line === null || other === null) return 'line is missing';
      const [words, otherWords] = [wordsOf(line!), wordsOf(other!)];
      if (words.join(' ') === otherWords.join(' ')) return 'the same words';
      const common = words.filter((word) => otherWords.includes(word)).length;
      const share = common / (words.length + otherWords.length - common);
      if (share >= 0.75) return 'three in four words in common';
      if (common === Math.min(words.length, otherWords.length)) return 'all words of the shorter one in the longer one';
      return share >= 0.5 ? 'half of the words in common' : 'anything else';
    });
    expectAll(counts, comparison);
  });
});
