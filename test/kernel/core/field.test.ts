import { Decimal } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { arrowType, makeField, makeSchema } from '../../../src/core/arrow.ts';
import { bytesInMemory } from '../../../src/core/bytes.ts';
import { parseColumnType } from '../../../src/core/column-type.ts';
import { DataError, PlanError, refusePlan } from '../../../src/core/errors.ts';
import { cellTableOf, changeField, checkAll, declareField, declareSchema, findColumn, METADATA, roleOf, statisticOf } from '../../../src/core/field.ts';
import { AUDIENCES, isRole, mostRestrictive, ROLES, type Role } from '../../../src/core/roles.ts';

describe('a role', () => {
  test('is read from the field, and the unknown is treated as worst', () => {
    for (const role of ROLES) expect(roleOf(declareField('x', { type: 'utf8', role }))).toBe(role);
    expect(roleOf(makeField('x', arrowType('utf8'), true))).toBe('directIdentifier');
    expect(roleOf(makeField('x', arrowType('utf8'), true, new Map([[METADATA.role, 'atribute']])))).toBe('directIdentifier');
  });
  test('of a column made from several is the most restrictive of theirs', () => {
    for (const [index, role] of ROLES.entries()) {
      for (const [other, second] of ROLES.entries()) expect(mostRestrictive([role, second])).toBe(ROLES[Math.min(index, other)]);
    }
    expect(mostRestrictive([])).toBe('directIdentifier');
  });
  test('is one of ten, and an audience one of three', () => {
    const named: readonly Role[] = ['directIdentifier', 'entity', 'pseudonym', 'quasiIdentifier', 'sensitive', 'measure', 'weight', 'attribute', 'cell', 'technical'];
    expect([...ROLES].sort()).toEqual([...named].sort());
    // What names persons, then what stands for them, then what must not be learnt of them, then what may tell them apart.
    expect(ROLES.slice(0, 5)).toEqual(['directIdentifier', 'pseudonym', 'entity', 'sensitive', 'quasiIdentifier']);
    expect(ROLES.at(-1)).toBe('attribute');
    expect(named.every(isRole)).toBe(true);
    expect(['', 'Attribute', 'constructor'].some(isRole)).toBe(false);
    expect(AUDIENCES).toEqual(['internal', 'research', 'public']);
  });
});

describe('a declared column', () => {
  test('is nullable unless said otherwise, and carries its role and identifier', () => {
    const schema = declareSchema({ nir: { type: 'utf8', role: 'directIdentifier', identifier: 'nir', nullable: false }, cost: { type: 'decimal(12,2)', role: 'measure' } });
    expect(schema.fields.map(({ name, nullable }) => [name, nullable])).toEqual([['nir', false], ['cost', true]]);
    expect(Object.fromEntries(schema.fields[0]!.metadata)).toEqual({ 'a423:role': 'directIdentifier', 'a423:identifier': 'nir' });
    expect(Object.fromEntries(schema.fields[1]!.metadata)).toEqual({ 'a423:role': 'measure' });
  });
  test('is changed into another without touching the first', () => {
    const field = declareField('nir', { type: 'utf8', role: 'directIdentifier', identifier: 'nir', nullable: false });
    const changed = changeField(field, { name: 'code', type: arrowType('binary(16)'), nullable: true, metadata: { [METADATA.role]: 'pseudonym', [METADATA.identifier]: null } });
    expect([changed.name, String(changed.type), changed.nullable, Object.fromEntries(changed.metadata)]).toEqual(['code', 'FixedSizeBinary[16]', true, { 'a423:role': 'pseudonym' }]);
    expect([field.name, field.nullable, field.metadata.size]).toEqual(['nir', false, 2]);
    expect(Object.fromEntries(changeField(field, {}).metadata)).toEqual(Object.fromEntries(field.metadata));
  });
});

describe('what a schema says of its cells', () => {
  const cells = { dimensions: ['hospital'], margins: [], rowCount: 'stays', entityCount: null, protection: null };

  test('is read back, and absent for rows', () => {
    expect(cellTableOf(makeSchema([], new Map([[METADATA.table, JSON.stringify(cells)]])))).toEqual(cells);
    expect(cellTableOf(makeSchema([]))).toBeNull();
    expect(statisticOf(makeField('n', arrowType('int64'), true, new Map([[METADATA.statistic, '{"kind":"sum","of":"cost"}']])))).toEqual({ kind: 'sum', of: 'cost' });
    expect(statisticOf(makeField('n', arrowType('int64'), true))).toBeNull();
  });
  test('is refused without being repeated when a file brought something else', () => {
    for (const read of [
      () => cellTableOf(makeSchema([], new Map([[METADATA.table, 'ZZMARKERZZ']]))),
      () => statisticOf(makeField('n', arrowType('int64'), true, new Map([[METADATA.statistic, 'ZZMARKERZZ']]))),
    ]) {
      expect(read).toThrow(DataError);
      expect(read).not.toThrow(/ZZMARKERZZ/);
    }
  });
});

describe('finding a column', () => {
  const schema = declareSchema({ hospital: { type: 'utf8', role: 'attribute' }, cost: { type: 'decimal(12,2)', role: 'measure' } });

  test('gives its place', () => {
    expect(findColumn(schema, 'cost', 'of')).toBe(1);
    expect(findColumn(schema, 'cost', 'of', ['int64', 'decimal'])).toBe(1);
  });
  test('offers the nearest name, and tells the types that would do', () => {
    expect(() => findColumn(schema, 'hopital', 'dimensions[0]')).toThrow('dimensions[0]: unknown column "hopital", did you mean "hospital"? [PLAN_UNKNOWN_COLUMN]');
    expect(() => findColumn(schema, 'hospital', 'of', ['int64', 'decimal'])).toThrow('of: column "hospital": expected int64 or decimal, got utf8 [PLAN_COLUMN_TYPE]');
  });
  test('names the type of a column no step works on', () => {
    const other = makeSchema([makeField('x', new Decimal(-1, 5, 128), true)]);
    expect(() => findColumn(other, 'x', 'of', ['decimal'])).toThrow('of: column "x": expected decimal, got another type [PLAN_COLUMN_TYPE]');
  });
});

describe('several checks', () => {
  test('report all their problems together, in order', () => {
    const fail = (path: string) => () => refusePlan('PLAN_MISSING', path, 'missing');
    expect(() => checkAll([fail('a'), () => undefined, fail('b')])).toThrow('a: missing [PLAN_MISSING]\nb: missing [PLAN_MISSING]');
    expect(() => checkAll([() => undefined])).not.toThrow();
  });
  test('let errors of another kind through at once', () => {
    expect(() => checkAll([() => refusePlan('PLAN_MISSING', 'a', 'missing'), () => { throw new TypeError('mine'); }])).toThrow(TypeError);
    expect(() => checkAll([() => { throw new PlanError([]); }])).not.toThrow();
  });
});

describe('a column type is read from its text', () => {
  test.each<[string, object | null]>([
    ['utf8', { name: 'utf8' }], ['timestamp', { name: 'timestamp' }], ['decimal(12,2)', { name: 'decimal', precision: 12, scale: 2 }],
    ['decimal(38,38)', { name: 'decimal', precision: 38, scale: 38 }], ['binary(65536)', { name: 'binary', width: 65_536 }],
    ['', null], ['UTF8', null], ['text', null], ['decimal', null], ['decimal(0,0)', null], ['decimal(39,0)', null], ['decimal(5,6)', null], ['decimal(5,-1)', null],
    ['decimal(5, 2)', null], ['binary(0)', null], ['binary(65537)', null], ['binary()', null], ['constructor', null], ['utf8 ', null],
  ])('%s', (text, parts) => {
    expect(parseColumnType(text)).toEqual(parts);
  });
});

describe('bytes in memory', () => {
  const read = async (source: ReturnType<typeof bytesInMemory>, signal?: AbortSignal): Promise<number[][]> => {
    const pieces: number[][] = [];
    for await (const piece of source.open(signal)) pieces.push([...piece]);
    return pieces;
  };

  test('come in pieces, from the start at every opening', async () => {
    const source = bytesInMemory('file', Uint8Array.of(1, 2, 3, 4, 5), 2);
    expect(await read(source)).toEqual([[1, 2], [3, 4], [5]]);
    expect(await read(source)).toEqual([[1, 2], [3, 4], [5]]);
    expect(await read(bytesInMemory('file', new Uint8Array(0)))).toEqual([]);
    expect(source.name).toBe('file');
  });
  test('stop when they are told to', async () => {
    await expect(read(bytesInMemory('file', Uint8Array.of(1)), AbortSignal.abort())).rejects.toThrow('aborted');
  });
  test.each([[0], [-1], [1.5], [NaN]])('need pieces of a whole number of bytes, not %s', (chunkBytes) => {
    expect(() => bytesInMemory('file', Uint8Array.of(1), chunkBytes)).toThrow(new RangeError(`chunkBytes: expected an integer from 1 up, got ${chunkBytes}`));
  });
});
