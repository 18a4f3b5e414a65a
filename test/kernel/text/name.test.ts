import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NAME_FORMS, NAME_REASONS, normaliseName, normaliseNames, type NameForm, type NameKind, type NameSettings } from '../../../src/text/index.ts';
import { stringsOf, textColumnOf } from '../../text-column.ts';

const KINDS: readonly NameKind[] = ['family', 'given'];
const family = (text: string, form: NameForm = 'name'): string | null => normaliseName(text, form, { kind: 'family' });
const given = (text: string, form: NameForm = 'name'): string | null => normaliseName(text, form, { kind: 'given' });

/** Names as files have them, and pieces that rules look for, in any order. */
const pieces = fc.constantFrom(
  'DUPONT', 'Lefèvre', 'Œuvré', 'ST', 'Ste', 'de', 'L', 'NEE', 'née', 'EP', 'veuve', 'DIT', 'M', 'Mme', 'DR', 'X', 'INCONNU', 'Jean', 'Marie', '王', 'ŉ', '7',
);
const gaps = fc.constantFrom(' ', '-', '’', '\'', '  ', ' - ', ', ', '*', '/', '.', '\u00a0', '');
const names = fc.oneof(fc.array(fc.tuple(pieces, gaps), { maxLength: 7 }).map((parts) => parts.flat().join('')), fc.string({ unit: 'grapheme', maxLength: 30 }), fc.string({ unit: 'binary', maxLength: 20 }));

describe('a family name', () => {
  test.each<[string, string | null]>([
    ['  Lefèvre \t d’Ornano', 'LEFEVRE D ORNANO'], ['ŒUVRARD-BÆR', 'OEUVRARD BAER'], ['Straße', 'STRASSE'], ['Łódź', 'LODZ'], ['Nuñez', 'NUNEZ'], ['L\'HAŸ', 'L HAY'],
    ['Le\u0301onard', 'LEONARD'], ['O\u2019Neil', 'O NEIL'], ['DUPONT2', 'DUPONT'],
    ['ST-GERMAIN', 'SAINT GERMAIN'], ['Ste Croix', 'SAINTE CROIX'], ['de St. Exupéry', 'DE SAINT EXUPERY'], ['STEIN', 'STEIN'], ['ST', 'ST'], ['GASTON', 'GASTON'],
    ['Mme DUPONT', 'DUPONT'], ['M. et', 'ET'], ['Dr Martin', 'MARTIN'], ['Mlle Mme DUPONT', 'DUPONT'], ['MARTIN DR', 'MARTIN DR'],
    ['DUPONT*JEAN PIERRE/', 'DUPONT'], ['D’ARC*JEANNE/', 'D ARC'],
  ])('%j is %j', (text, expected) => {
    expect(family(text)).toBe(expected);
  });

  test.each<[string, string, string | null, string | null, string | null]>([
    ['DUPONT', 'DUPONT', null, null, null],
    ['DUPONT NEE MARTIN', 'DUPONT', 'MARTIN', 'DUPONT', null],
    ['Dupont (née Martin)', 'DUPONT', 'MARTIN', 'DUPONT', null],
    ['MARTIN EP DUPONT', 'MARTIN', 'MARTIN', 'DUPONT', null],
    ['MARTIN ép. DUPONT', 'MARTIN', 'MARTIN', 'DUPONT', null],
    ['MARTIN épouse DE LA TOUR', 'MARTIN', 'MARTIN', 'DE LA TOUR', null],
    ['MARTIN VVE DUPONT', 'MARTIN', 'MARTIN', 'DUPONT', null],
    ['DUPONT NEE MARTIN EP DURAND', 'DUPONT', 'MARTIN', 'DURAND', null],
    ['NEE MARTIN', 'MARTIN', 'MARTIN', null, null],
    ['EPOUSE DUPONT', 'DUPONT', null, 'DUPONT', null],
    ['DUPONT NEE', 'DUPONT', null, null, null],
    ['LALONDE DIT LATREILLE', 'LALONDE', null, null, 'LATREILLE'],
    ['DUPONT NEE Mlle MARTIN', 'DUPONT', 'MARTIN', 'DUPONT', null],
    ['DUPONT NEE X', 'DUPONT', null, 'DUPONT', null],
  ])('%j has its parts', (text, name, birthName, usedName, alias) => {
    expect((['name', 'birthName', 'usedName', 'alias'] as const).map((form) => family(text, form))).toEqual([name, birthName, usedName, alias]);
  });

  test('of INCONNU NEE MARTIN is none, but the birth name is', () => {
    expect([family('INCONNU NEE MARTIN'), family('INCONNU NEE MARTIN', 'birthName')]).toEqual([null, 'MARTIN']);
  });

  test('has a form without spaces and one without particles', () => {
    expect(['Le Goff', 'd’Ornano', 'von der Heydt', 'Ben Ali', 'Le', 'DE LA', 'Delarue'].map((text) => [family(text, 'joined'), family(text, 'withoutParticles')])).toEqual([
      ['LEGOFF', 'GOFF'], ['DORNANO', 'ORNANO'], ['VONDERHEYDT', 'HEYDT'], ['BENALI', 'ALI'], ['LE', 'LE'], ['DELA', 'DE LA'], ['DELARUE', 'DELARUE'],
    ]);
  });
});

describe('given names', () => {
  test.each<[string, string, string, string, string]>([
    ['Jean-Pierre, Marie', 'JEAN PIERRE MARIE', 'JEANPIERREMARIE', 'JEAN PIERRE', 'JEAN'],
    ['Jean Pierre Marie', 'JEAN PIERRE MARIE', 'JEANPIERREMARIE', 'JEAN', 'JEAN'],
    ['Marie - Claude Anne', 'MARIE CLAUDE ANNE', 'MARIECLAUDEANNE', 'MARIE CLAUDE', 'MARIE'],
    ['DUPONT*JEAN-PIERRE LOUIS/', 'JEAN PIERRE LOUIS', 'JEANPIERRELOUIS', 'JEAN PIERRE', 'JEAN'],
    ['M. Claude', 'M CLAUDE', 'MCLAUDE', 'M', 'M'],
  ])('%j have their forms', (text, ...expected) => {
    expect((['name', 'joined', 'first', 'firstWord'] as const).map((form) => given(text, form))).toEqual(expected);
  });

  test('keep what stands before DIT', () => {
    expect([given('Jean dit Jeannot'), given('Jean dit Jeannot', 'alias')]).toEqual(['JEAN', 'JEANNOT']);
  });
});

describe('what stands for no name', () => {
  test('is null, however it is written', () => {
    for (const text of ['INCONNU', 'inconnue', '(Inconnu)', 'S.N.C.', 'Sans nom', 'SANS-NOM', 'X', 'xxx', 'X X', 'Non renseigné', 'TEST', 'Bébé', 'NÉE', 'Mme', 'Mme X', 'Mme XXX', 'NR', 'Mr.']) {
      expect([text, family(text), given(text)]).toEqual([text, null, null]);
    }
  });

  test('depends on the column: JUMEAU is a family name', () => {
    expect(['Jumeau', 'Garçon', 'BB', 'Jumeau A'].map((text) => [family(text) !== null, given(text)])).toEqual([[true, null], [true, null], [true, null], [true, null]]);
  });

  test('is never a part of a name', () => {
    for (const text of ['BEBEY', 'LE TEST', 'TESTE', 'INCONNUS', 'XAVIER', 'AXX', 'SNCF', 'NULL', 'NA', 'NG', 'NEEL', 'BEBE DURAND', 'PATIENT']) expect([text, family(text)]).toEqual([text, text]);
  });

  test('stays where it is asked to', () => {
    expect(normaliseName('Bébé', 'name', { kind: 'given', placeholders: 'keep' })).toBe('BEBE');
    expect(normaliseName('A NEE X', 'birthName', { kind: 'family', placeholders: 'keep' })).toBe('X');
  });
});

describe('the laws of names', () => {
  const settings = fc.record<NameSettings>({ kind: fc.constantFrom(...KINDS), case: fc.constantFrom('upper', 'lower'), placeholders: fc.constantFrom('null', 'keep') });

  test('normalising a name again changes nothing', () => {
    fc.assert(fc.property(names, settings, (text, rules) => {
      const once = normaliseName(text, 'name', rules);
      expect(once === null ? null : normaliseName(once, 'name', rules)).toBe(once);
    }), { numRuns: 5000 });
  });

  test('every form is letters and single spaces, of the case asked for', () => {
    fc.assert(fc.property(names, settings, (text, rules) => {
      for (const form of NAME_FORMS[rules.kind]) {
        const made = normaliseName(text, form, rules);
        if (made !== null) expect(made).toMatch(rules.case === 'lower' ? /^[a-z]+(?: [a-z]+)*$/ : /^[A-Z]+(?: [A-Z]+)*$/);
      }
    }), { numRuns: 3000 });
  });

  test('accents, case and typography do not matter', () => {
    fc.assert(fc.property(names, fc.constantFrom(...KINDS), (text, kind) => {
      const plain = (written: string): string | null => normaliseName(written, 'name', { kind });
      expect(plain(text.normalize('NFD'))).toBe(plain(text.normalize('NFC')));
      expect(plain(text.replaceAll('\'', '’'))).toBe(plain(text));
      const latin = text.replaceAll(/[^ -\u017e]/gu, '');
      expect(plain(latin.toLowerCase())).toBe(plain(latin.toLowerCase().toUpperCase()));
    }), { numRuns: 2000 });
  });

  test('a name without special words is its words in plain capitals, as the obvious program gives them', () => {
    const ordinary = fc.array(fc.constantFrom('Durand', 'Lefèvre', 'Cœur', 'Besançon', 'Saint', 'Żak'), { minLength: 1, maxLength: 4 });
    fc.assert(fc.property(ordinary, gaps.filter((gap) => gap !== '*' && gap !== ''), (words, gap) => {
      const expected = words.join(' ').normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('œ', 'oe').toUpperCase();
      expect(family(words.join(gap))).toBe(expected);
    }));
  });

  test('a column gives what the function on strings gives, whatever stands before its first row', () => {
    fc.assert(fc.property(fc.array(fc.option(names), { maxLength: 20 }), fc.nat(4), fc.constantFrom(...KINDS), (values, lead, kind) => {
      const { offsets, bytes, valid, rows } = textColumnOf(values.map((value) => value?.toWellFormed() ?? null), lead);
      const { columns, reasons, isChanged } = normaliseNames({ kind }, NAME_FORMS[kind], offsets, bytes, valid, rows);
      for (const [index, form] of NAME_FORMS[kind].entries()) {
        const made = stringsOf({ ...columns[index]!, rows });
        expect(made).toEqual(values.map((value) => (value === null ? null : normaliseName(value, form, { kind }))));
        if (form !== 'name') continue;
        expect([...isChanged]).toEqual(values.map((value, row) => (made[row] !== null && made[row] !== value ? 1 : 0)));
        expect([...reasons].map((reason) => NAME_REASONS[reason] === 'ok')).toEqual(made.map((name) => name !== null));
      }
    }), { numRuns: 300 });
  });

  test('says why there is no name', () => {
    const { offsets, bytes, valid, rows } = textColumnOf(['Martin', null, '', ' \t', '123', '王', 'X', '---']);
    const { reasons } = normaliseNames({ kind: 'family' }, [], offsets, bytes, valid, rows);
    expect([...reasons].map((reason) => NAME_REASONS[reason])).toEqual(['ok', 'null', 'empty', 'empty', 'noLetter', 'noLetter', 'placeholder', 'noLetter']);
  });

  test('malformed bytes stand between words', () => {
    const { offsets, bytes, valid, rows } = textColumnOf([Uint8Array.of(0x41, 0xff, 0x42), Uint8Array.of(0xc3), Uint8Array.of(0x43, 0xc3, 0x44)]);
    const { columns } = normaliseNames({ kind: 'family' }, ['name'], offsets, bytes, valid, rows);
    expect(stringsOf({ ...columns[0]!, rows })).toEqual(['A B', null, 'C D']);
  });

  test('a very long text is read to its end', () => {
    expect(family(`${'a-'.repeat(5000)}b`)?.length).toBe(10_001);
    expect(family(`St ${'ŉ'.repeat(3000)}`)?.length).toBe(6 + 3000 + 2999);
  });

  test('forms of the other kind and columns without offsets are refused', () => {
    expect(() => given('Jean', 'birthName')).toThrow(TypeError);
    expect(() => normaliseNames({ kind: 'given' }, ['name'], new Int32Array(1), new Uint8Array(0), null, 3)).toThrow(RangeError);
    expect(normaliseNames({ kind: 'given' }, ['name'], new Int32Array(1), new Uint8Array(0), null, 0).columns[0]!.bytes).toHaveLength(0);
  });
});
