// Which identifier a column holds: golden values of recorded origin, and what must not be taken for one.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { IDENTIFIER_NAMES } from '../../src/identifiers/index.ts';
import { profile, type IdentityProfile } from '../../src/quality/index.ts';
import { describeWithData } from '../shared-data.ts';
import { schemaOf, tableOf } from '../small-tables.ts';

async function identityOf(name: string, values: readonly string[]): Promise<IdentityProfile> {
  const schema = schemaOf({ [name]: { type: 'utf8', role: 'attribute' } });
  const { columns } = await profile(tableOf(schema, values.map((value) => [value])));
  return columns[0]!.identity;
}

interface Vector {
  readonly kind: string;
  readonly value: string;
  readonly rule_ok: boolean;
}

describeWithData('published identifiers', 'identifiers/identifier_vectors.json', (path) => {
  const valuesOf = (kind: string, isRight: boolean): string[] => {
    const vectors = JSON.parse(readFileSync(path, 'utf8')) as readonly Vector[];
    return vectors.filter((vector) => vector.kind === kind && vector.rule_ok === isRight).map(({ value }) => value);
  };

  test.each(['finess', 'siret', 'cip13', 'ccam', 'atc'])('a column of %s is told by its values alone, and by its name', async (kind) => {
    const values = valuesOf(kind, true);
    expect(await identityOf('x', values)).toMatchObject({ identifier: kind, confidence: 1, sampled: new Set(values).size });
    expect((await identityOf(kind, values)).identifier).toBe(kind);
  });

  test('SIRENs that all begin as a FINESS number does pass for both: candidates say so, and the name decides', async () => {
    const values = valuesOf('siren', true);
    const { candidates } = await identityOf('x', values);
    expect(candidates.map(({ identifier }) => identifier)).toEqual(expect.arrayContaining(['finess', 'siren']));
    expect((await identityOf('n_siren', values)).identifier).toBe('siren');
  });

  test('the share that is right is the confidence, and below 0.95 nothing is proposed', async () => {
    const right = [...new Set(valuesOf('siret', true))].slice(0, 38);
    const wrong = right.map((value) => `${value.slice(0, -1)}${(Number(value.at(-1)) + 1) % 10}`);
    expect(await identityOf('x', [...right, ...wrong.slice(0, 2)])).toMatchObject({ identifier: 'siret', confidence: 0.95, sampled: 40 });
    const mixed = await identityOf('x', [...right, ...wrong.slice(0, 3)]);
    expect(mixed).toMatchObject({ identifier: null, confidence: null });
    expect(mixed.candidates.map(({ identifier }) => identifier)).toContain('siret');
  });
});

describeWithData('published NIRs', 'identifiers/nir_vectors.json', (path) => {
  const vectors = (): readonly { readonly nir: string; readonly key_ok: boolean }[] => JSON.parse(readFileSync(path, 'utf8')) as [];

  test('are told by their values, and found inside longer texts', async () => {
    const right = vectors().filter(({ nir, key_ok: isRight }) => isRight && nir.replaceAll(/\W/g, '').length === 15).map(({ nir }) => nir);
    const column = await identityOf('x', right);
    expect(column).toMatchObject({ identifier: 'nir', proposedRole: 'directIdentifier' });
    const hidden = await identityOf('note', right.map((nir) => `vu ce jour, ${nir.replaceAll(/\W/g, '')}, à revoir`));
    expect(hidden).toMatchObject({ identifier: null, proposedRole: 'directIdentifier' });
    // Specimens and impossible parts have a right key all the same, and are no NIR of a person.
    expect(hidden.found.nir).toBeGreaterThanOrEqual(0.9 * right.length);
  });
});

describe('identifiers by their form', () => {
  test.each([
    ['email', ['jean.martin@chu-lyon.fr', 'anne@laposte.net', 'a.b+c@univ-paris.fr']],
    ['phone', ['06 12 34 56 78', '+33 1 45 67 89 01', '0478123456']],
    ['cim10', ['A00', 'I10', 'E11.9', 'C509', 'Z762']],
    ['iban', ['FR14 2004 1010 0505 0001 3M02 606', 'FR7630006000011234567890189']],
  ])('a column of %s', async (kind, values) => {
    expect(await identityOf('x', values)).toMatchObject({ identifier: kind, confidence: 1 });
  });

  test.each([
    ['postalCode', 'code_postal', ['75001', '69003', '13008', '97400']],
    ['commune', 'commune_insee', ['01004', '2A004', '75056', '97105']],
    ['departement', 'dep', ['01', '2A', '75', '971']],
  ])('a column of %s is told only when its name says so', async (kind, name, values) => {
    expect((await identityOf(name, values)).identifier).toBe(kind);
    expect((await identityOf('x', values)).identifier).toBeNull();
  });

  test.each([
    ['words', ['MARTIN', 'DURAND', 'PETIT']],
    ['row numbers', Array.from({ length: 300 }, (_, index) => `S${String(index).padStart(9, '0')}`)],
    ['small numbers', ['1', '2', '3', '42', '107']],
    ['years', ['1999', '2004', '2024']],
    ['amounts', ['12.50', '1300.00', '47.34']],
    ['dates', ['2024-01-05', '2023-12-31']],
    ['blanks', [' ', '  ', '']],
  ])('a column of %s holds none', async (_title, values) => {
    expect(await identityOf('x', values)).toMatchObject({ identifier: null, confidence: null, found: { nir: 0, email: 0, phone: 0 } });
  });

  test('empty texts are not looked at: they are missing, not wrong', async () => {
    expect(await identityOf('x', ['', 'A00', 'I10', ''])).toMatchObject({ identifier: 'cim10', confidence: 1, sampled: 2 });
  });

  test('every candidate is an identifier that there is, and they come from the most to the least likely', async () => {
    const { candidates } = await identityOf('x', ['750712184', '690781810', '130786049']);
    expect(candidates.length).toBeGreaterThan(1);
    candidates.forEach(({ identifier, share }, place) => {
      expect(IDENTIFIER_NAMES).toContain(identifier);
      expect(share).toBeGreaterThanOrEqual(0.5);
      if (place > 0) expect(share).toBeLessThanOrEqual(candidates[place - 1]!.share);
    });
  });
});
