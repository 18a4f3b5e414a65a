import type { DataType, Schema } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normaliseAddress, normaliseName, phoneticCode } from '../../src/clean/index.ts';
import { columnTypeOf } from '../../src/core/arrow.ts';
import type { Dataset } from '../../src/core/dataset.ts';
import { PlanError } from '../../src/core/errors.ts';
import { METADATA, roleOf } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, pipe, type Findings, type Operator } from '../../src/core/operator.ts';
import { PHONETIC_ALGORITHMS, phoneticCode as codeOf } from '../../src/text/index.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const COLUMNS = {
  name: { type: 'utf8', role: 'directIdentifier', nullable: false, identifier: 'familyName' },
  street: { type: 'utf8', role: 'quasiIdentifier' },
  rank: { type: 'int32', role: 'attribute' },
} as const;
const SCHEMA: Schema = schemaOf(COLUMNS);
const CODED: Schema = schemaOf(COLUMNS, ['name', 'street']);

const ROWS: readonly Row[] = [
  ['Mme Lefèvre née d’Ornano', '12bis, av. du Gal-Leclerc', 0],
  [null, null, 1],
  ['inconnu', '', 2],
  ['DUPONT', '3 RUE DE LA PAIX', 3],
  ['  ', '王', 4],
  ['王', 'R. Zola', 5],
  ['DUPONT', '12 boulevard du Maréchal de Lattre de Tassigny et de la Résistance', 6],
];

const OPERATORS: Readonly<Record<string, () => Operator>> = {
  'normaliseName in place': () => normaliseName({ column: 'name', kind: 'family' }),
  'normaliseName into columns': () => normaliseName({ column: 'name', kind: 'family', case: 'lower', into: { name: 'n', joined: 'j', withoutParticles: 'w', birthName: 'b', usedName: 'u', alias: 'a' } }),
  'normaliseName of given names': () => normaliseName({ column: 'name', kind: 'given', placeholders: 'keep', into: { first: 'f', firstWord: 'fw' } }),
  'normaliseAddress in full': () => normaliseAddress({ column: 'street', form: 'full' }),
  'normaliseAddress for mail': () => normaliseAddress({ column: 'street', form: 'mail', into: 'posted' }),
  'phoneticCode': () => phoneticCode({ column: 'name', algorithm: 'sonnex', into: 'sound' }),
};

async function run(dataset: Dataset, operator: Operator): Promise<{ rows: Value[][]; findings: Findings }> {
  let findings: Findings = {};
  const output = applyOperator(dataset, operator, { fold: IN_MEMORY, onFindings: (found) => { findings = found; } });
  return { rows: await rowsOf(output.rows), findings };
}

function problems(attempt: () => unknown): string[] {
  try {
    attempt();
  } catch (error) {
    if (error instanceof PlanError) return error.problems.map(({ code, path }) => `${code} ${path}`);
    throw error;
  }
  return [];
}

const fieldsOf = (schema: Schema): unknown[] => schema.fields.map((field) => [field.name, columnTypeOf(field.type as DataType), roleOf(field), field.nullable, field.metadata.get(METADATA.identifier) ?? null]);

describe('normaliseName', () => {
  test('works in place, and counts what became of the values', async () => {
    const { rows, findings } = await run(tableOf(SCHEMA, ROWS, [2, 4]), normaliseName({ column: 'name', kind: 'family' }));
    expect(rows.map(([name]) => name)).toEqual(['LEFEVRE', null, null, 'DUPONT', null, null, 'DUPONT']);
    expect(findings).toEqual({ rows: 7, changed: 1, nulled: 3, byReason: { ok: 3, null: 1, empty: 1, noLetter: 1, placeholder: 1 } });
  });

  test('gives the other forms their own columns, and the column keeps the name', async () => {
    const { rows } = await run(tableOf(SCHEMA, ROWS.slice(0, 1)), normaliseName({ column: 'name', kind: 'family', into: { withoutParticles: 'short', birthName: 'birth' } }));
    expect(rows).toEqual([['LEFEVRE', '12bis, av. du Gal-Leclerc', 0, 'LEFEVRE', 'D ORNANO']]);
  });

  test('leaves the column alone where the name has a column of its own', async () => {
    const { rows } = await run(tableOf(SCHEMA, [['Dupont*Jean-Pierre Louis/', null, 0]]), normaliseName({ column: 'name', kind: 'family', into: { name: 'family' } }));
    expect(rows).toEqual([['Dupont*Jean-Pierre Louis/', null, 0, 'DUPONT']]);
  });

  test('splits a column of both kinds of names by being put on it twice', async () => {
    const both = pipe(
      tableOf(SCHEMA, [['DUPONT*JEAN-PIERRE LOUIS/', null, 0], ['D ARC*JEANNE/', null, 1]]),
      normaliseName({ column: 'name', kind: 'given', into: { name: 'given', first: 'first' } }),
      normaliseName({ column: 'name', kind: 'family' }),
    );
    expect((await rowsOf(both)).map((row) => row.filter((_, index) => index !== 1 && index !== 2))).toEqual([['DUPONT', 'JEAN PIERRE LOUIS', 'JEAN PIERRE'], ['D ARC', 'JEANNE', 'JEANNE']]);
  });

  test('gives every column the role of its source, and none the identifier it was declared as', () => {
    const output = normaliseName({ column: 'name', kind: 'family', into: { birthName: 'birth' } }).outputSchema(CODED);
    expect(fieldsOf(output)).toEqual([
      ['name', 'utf8', 'directIdentifier', true, null], ['street', 'utf8', 'quasiIdentifier', true, null], ['rank', 'int32', 'attribute', true, null],
      ['birth', 'utf8', 'directIdentifier', true, null],
    ]);
  });

  test('refuses forms of the other kind, unknown options, columns that are not there and names in use', () => {
    expect(problems(() => normaliseName({ column: 'name', kind: 'given', into: { birthName: 'b' } } as never))).toEqual(['PLAN_UNKNOWN_OPTION into.birthName']);
    expect(problems(() => normaliseName({ column: 'name', kind: 'surname', titles: 'keep' } as never))).toContain('PLAN_OUT_OF_RANGE kind');
    expect(problems(() => normaliseName({ column: 'nom', kind: 'family' }).outputSchema(SCHEMA))).toEqual(['PLAN_UNKNOWN_COLUMN column']);
    expect(problems(() => normaliseName({ column: 'rank', kind: 'family' }).outputSchema(SCHEMA))).toEqual(['PLAN_COLUMN_TYPE column']);
    expect(problems(() => normaliseName({ column: 'name', kind: 'family', into: { name: 'street', alias: 'x', joined: 'x' } }).outputSchema(SCHEMA))).toEqual([
      'PLAN_COLUMN_EXISTS into.name', 'PLAN_COLUMN_EXISTS into.alias',
    ]);
  });
});

describe('normaliseAddress', () => {
  test('writes addresses in full, in place', async () => {
    const { rows, findings } = await run(tableOf(SCHEMA, ROWS, [3]), normaliseAddress({ column: 'street', form: 'full' }));
    expect(rows.map((row) => row[1])).toEqual([
      '12 B AVENUE DU GENERAL LECLERC', null, null, '3 RUE DE LA PAIX', null, 'RUE ZOLA', '12 BOULEVARD DU MARECHAL DE LATTRE DE TASSIGNY ET DE LA RESISTANCE',
    ]);
    expect(findings).toEqual({ rows: 7, changed: 3, nulled: 2, byReason: { ok: 4, null: 1, empty: 2, long: 0 } });
  });

  test('writes them for mail into a column of their own, and tells how many are too long', async () => {
    const { rows, findings } = await run(tableOf(SCHEMA, ROWS), normaliseAddress({ column: 'street', form: 'mail', into: 'posted' }));
    expect([rows[6]![1], rows[6]![3]]).toEqual([ROWS[6]![1], '12 BD DU MAL DE LATTRE DE TASSIGNY ET DE LA RESISTANCE']);
    expect(findings).toMatchObject({ byReason: { ok: 3, long: 1 } });
    expect(fieldsOf(normaliseAddress({ column: 'street', form: 'mail', into: 'posted' }).outputSchema(SCHEMA)).at(-1)).toEqual(['posted', 'utf8', 'quasiIdentifier', true, null]);
  });

  test('refuses unknown options and names in use', () => {
    expect(problems(() => normaliseAddress({ column: 'street', form: 'short', abbreviate: true } as never))).toEqual(['PLAN_OUT_OF_RANGE form', 'PLAN_UNKNOWN_OPTION abbreviate']);
    expect(problems(() => normaliseAddress({ column: 'street', form: 'full', into: 'name' }).outputSchema(SCHEMA))).toEqual(['PLAN_COLUMN_EXISTS into']);
  });
});

describe('phoneticCode', () => {
  test.each(PHONETIC_ALGORITHMS)('%s adds the code of each value with the role of its source', async (algorithm) => {
    const operator = phoneticCode({ column: 'name', algorithm, into: 'sound' });
    const { rows, findings } = await run(tableOf(SCHEMA, ROWS, [1, 5]), operator);
    expect(rows.map((row) => row[3])).toEqual(ROWS.map(([name]) => (name === null ? null : codeOf(algorithm, name as string) || null)));
    expect(findings).toEqual({ rows: 7, changed: 0, nulled: 2, byReason: { ok: 4, null: 1, silent: 2 } });
    expect(fieldsOf(operator.outputSchema(SCHEMA)).at(-1)).toEqual(['sound', 'utf8', 'directIdentifier', true, null]);
  });

  test('refuses an algorithm it does not know', () => {
    expect(problems(() => phoneticCode({ column: 'name', algorithm: 'metaphone3', into: 'sound' } as never))).toEqual(['PLAN_OUT_OF_RANGE algorithm']);
    expect(problems(() => phoneticCode({ column: 'name', algorithm: 'fonem', into: 'name' }).outputSchema(SCHEMA))).toEqual(['PLAN_COLUMN_EXISTS into']);
  });
});

describe.each(Object.entries(OPERATORS))('%s', (_title, operator) => {
  test('gives the same rows and findings wherever batches are cut, from plain text and from dictionaries', async () => {
    const whole = await run(tableOf(SCHEMA, ROWS), operator());
    await fc.assert(fc.asyncProperty(fc.array(fc.nat(7), { maxLength: 4 }), fc.constantFrom(SCHEMA, CODED), async (cuts, schema) => {
      expect(await run(tableOf(schema, ROWS, cuts), operator())).toEqual(whole);
    }), { numRuns: 25 });
  });

  test('accepts tables without rows', async () => {
    const { rows, findings } = await run(tableOf(SCHEMA, [], [0]), operator());
    expect([rows, findings['rows']]).toEqual([[], 0]);
  });

  test('says nothing of the values it read', async () => {
    const { findings } = await run(tableOf(SCHEMA, [['CANARY née MARKER', '12 CANARY', 0]]), operator());
    expect(JSON.stringify(findings)).not.toMatch(/canary|marker|12/i);
  });
});

test('what normalises in place changes nothing when applied twice', async () => {
  const text = fc.option(fc.string({ unit: 'grapheme', maxLength: 20 }));
  await fc.assert(fc.asyncProperty(fc.array(fc.tuple(text, text, fc.constant(0)), { maxLength: 8 }), async (rows) => {
    const operators = [normaliseName({ column: 'name', kind: 'family' }), normaliseAddress({ column: 'street', form: 'mail' })];
    const once = await rowsOf(pipe(tableOf(SCHEMA, rows), ...operators));
    expect(await rowsOf(pipe(tableOf(SCHEMA, rows), ...operators, ...operators))).toEqual(once);
  }), { numRuns: 50 });
});
