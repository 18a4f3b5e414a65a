// No cell value, no key and no text of an option appears in an error, a finding or a rejected row. Every value below
// holds a marker; every error that can be reached from here is forced; the marker must appear nowhere.
import { inspect } from 'node:util';
import { Table, tableToIPC } from 'apache-arrow';
import type { RecordBatch } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { addLevels, aggregate } from '../../src/aggregate/index.ts';
import { addNoise, addRisk, checkKAnonymity, checkMasking, checkPrivacy, generalise, measureKAnonymity, measureMasking, measureRisk, microaggregate, mondrian, pram, suppressLocally, swapRanks } from '../../src/anonymise/index.ts';
import { auditOutput, collectCanaries } from '../../src/audit/index.ts';
import {
  dropDuplicates, fixEncoding, normaliseAddress, normaliseDate, normaliseIdentifier, normaliseName, normaliseText, nullValues, padCode, phoneticCode, recode, recodeByTable,
} from '../../src/clean/index.ts';
import { bytesInMemory, type ByteSource, type TablePorts } from '../../src/core/bytes.ts';
import { collect, once, type Dataset } from '../../src/core/dataset.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, type Findings, type Operator } from '../../src/core/operator.ts';
import { ageAt, band, drop, generaliseCode, keep, topBottomCode, truncateDate, truncateText } from '../../src/minimise/index.ts';
import { checkPlan } from '../../src/plan/check.ts';
import { compilePlan } from '../../src/plan/compile.ts';
import { parsePlan } from '../../src/plan/parse.ts';
import { STEPS } from '../../src/plan/registry.ts';
import { addRecordKey, perturb, protect } from '../../src/protect/index.ts';
import { parseKeyFile, pseudonymise, pseudonymiseWithCrosswalk, type PseudonymiseOptions } from '../../src/pseudonymise/index.ts';
import { checkQuality, profile } from '../../src/quality/index.ts';
import { arrowSchemaOf, inspect as inspectFile, readArrow, readCsv, readFixedWidth, type CsvReadOptions } from '../../src/read/index.ts';
import { castColumn, filter, lookUp, rename, sort, union, type Predicate } from '../../src/shape/index.ts';
import { arrowBytes, canonicalDataset, csvBytes } from '../../src/write/index.ts';
import { rowsOf, schemaOf, tableOf, type Row } from '../small-tables.ts';
import { codesMet, columns, DATE, expectSilence, failsSilently, MARK, marked, NUMBER, readsSilently, row, rows, schema, SECRET, shown } from './marked-rows.ts';

const pseudonyms = (change: object = {}): PseudonymiseOptions =>
  ({ column: 'nir', profile: 'nir/v1', into: 'code2', project: 'p', domain: 'd', policy: 'deterministic', onInvalid: 'null', secretKey: SECRET.slice(), ...change }) as PseudonymiseOptions;

describe('operators on marked rows', () => {
  const findings: readonly (readonly [string, () => Operator])[] = [
    ['rename', () => rename({ columns: { id: 'number' } })],
    ['filter', () => filter({ where: { column: 'diagnosis', equals: MARK } })],
    ['sort', () => sort({ by: [{ column: 'name' }] })],
    ['castColumn to nothing', () => castColumn({ column: 'name', to: 'int32', onInvalid: 'null' })],
    ['castColumn to rejects', () => castColumn({ column: 'nir', to: 'date', onInvalid: 'reject' })],
    ['normaliseText', () => normaliseText({ columns: ['name', 'diagnosis'], case: 'lower' })],
    ['normaliseIdentifier to nothing', () => normaliseIdentifier({ column: 'nir', identifier: 'nir', form: '13', onInvalid: 'null' })],
    ['normaliseIdentifier to rejects', () => normaliseIdentifier({ column: 'nir', identifier: 'nir', form: '15', onInvalid: 'reject' })],
    ['fixEncoding', () => fixEncoding({ columns: ['name', 'diagnosis'] })],
    ['nullValues', () => nullValues({ columns: { name: [`${MARK}-1`], id: [1] }, compare: 'folded' })],
    ['padCode to nothing', () => padCode({ column: 'diagnosis', width: 3, onInvalid: 'null' })],
    ['padCode to rejects', () => padCode({ column: 'diagnosis', width: 3, onInvalid: 'reject' })],
    ['recode to rejects', () => recode({ column: 'region', values: { [`${MARK}-1`]: 'x' }, otherwise: 'reject' })],
    ['recode', () => recode({ column: 'diagnosis', values: { x: MARK }, otherwise: 'keep' })],
    ['normaliseDate to nothing', () => normaliseDate({ column: 'name', formats: ['dd/MM/yyyy'], onInvalid: 'null' })],
    ['normaliseDate to rejects', () => normaliseDate({ column: 'nir', formats: ['dd/MM/yyyy'], onInvalid: 'reject' })],
    ['normaliseName', () => normaliseName({ column: 'name', kind: 'family', into: { alias: 'alias' } })],
    ['normaliseAddress', () => normaliseAddress({ column: 'name', form: 'mail', into: 'street' })],
    ['phoneticCode', () => phoneticCode({ column: 'name', algorithm: 'soundex2', into: 'sound' })],
    ['drop', () => drop({ columns: ['name'] })],
    ['keep', () => keep({ columns: ['name'] })],
    ['truncateDate', () => truncateDate({ column: 'born', to: 'year' })],
    ['truncateText', () => truncateText({ column: 'name', characters: 3 })],
    ['ageAt', () => ageAt({ column: 'born', at: '2024-01-01', into: 'age' })],
    ['band', () => band({ column: 'stays', width: 10 })],
    ['generalise', () => generalise({ quasiIdentifiers: { region: { hierarchy: 'prefixes', lengths: [1] }, cost: { hierarchy: 'none' } }, models: [{ model: 'kAnonymity', k: 3 }, { model: 'alpha', column: 'diagnosis', alpha: 0.5 }], entity: null, nullMatching: 'own-class', maxSuppressedShare: 1 })],
    ['mondrian', () => mondrian({ quasiIdentifiers: ['region', 'born', 'cost', 'share'], models: [{ model: 'kAnonymity', k: 2 }, { model: 'alpha', column: 'diagnosis', alpha: 1 }], cuts: 'relaxed', entity: null, nullMatching: 'own-class' })], ['suppressLocally', () => suppressLocally({ quasiIdentifiers: ['region', 'diagnosis', 'born', 'cost'], k: 3, entity: null, nullMatching: 'wildcard' })],
    ['topBottomCode', () => topBottomCode({ column: 'stays', top: { above: 2, replacement: `${MARK}+` }, into: 'coded' })],
    ['microaggregate', () => microaggregate({ columns: ['stays', 'share'], k: 2, entity: null })],
    ['generaliseCode', () => generaliseCode({ column: 'diagnosis', to: 'cim10Chapter', into: 'chapter' })],
    ['pseudonymise to nothing', () => pseudonymise(pseudonyms())],
    ['pseudonymise to rejects', () => pseudonymise(pseudonyms({ onInvalid: 'reject' }))],
    ['pseudonymise in seals', () => pseudonymise(pseudonyms({ policy: 'reversible' }))],
    ['pseudonymise in the same shape', () => pseudonymise(pseudonyms({ policy: 'reversible', algorithm: 'FF1' }))],
    ['checkKAnonymity', () => checkKAnonymity({ quasiIdentifiers: ['region', 'born'], k: 2, entity: null, nullMatching: 'wildcard', onFailure: 'report' })],
    ['checkPrivacy', () => checkPrivacy({ quasiIdentifiers: ['region', 'born'], entity: null, nullMatching: 'own-class', onFailure: 'report', models: [{ model: 'tCloseness', column: 'diagnosis', t: 0.1, distance: 'hierarchical', hierarchy: { hierarchy: 'prefixes', lengths: [1] } }, { model: 'alpha', column: 'cost', alpha: 0.5 }] })],
    ['addRisk', () => addRisk({ quasiIdentifiers: ['region', 'born', 'cost'], entity: null, nullMatching: 'wildcard', sampleFraction: 0.5 })],
    ['addLevels to nothing', () => addLevels({ column: 'diagnosis', into: ['chapter', 'category'], prefixLengths: [1, 3], unmatched: 'null' })],
    ['addLevels to rejects', () => addLevels({ column: 'diagnosis', into: ['chapter'], hrc: 'A\n@A1\n', unmatched: 'reject' })],
    ['aggregate', () => aggregate({ dimensions: ['region'], margins: ['region'], entity: 'diagnosis', statistics: [{ kind: 'sum', of: 'cost' }, { kind: 'mean', of: 'share' }, { kind: 'max', of: 'stays' }, { kind: 'largestShare', of: 'cost' }] })],
  ];
  test.each(findings)('%s finds and rejects in silence', async (title, make) => {
    await readsSilently(title, make());
  });

  const aggregated = (): Dataset => applyOperator(marked(), aggregate({ dimensions: ['region', 'diagnosis'], entity: null, statistics: [{ kind: 'sum', of: 'cost' }] })).rows;
  test('record keys and perturbation too, and they fail in silence', async () => {
    const recordKeys = (): Operator => addRecordKey({ column: 'name', domain: 'd', secretKey: SECRET.slice() });
    const named = tableOf(schema, rows.filter(([, name]) => name !== null), [2]);
    await readsSilently('addRecordKey', recordKeys(), named);
    await failsSilently('a unit that is missing', () => collect(applyOperator(marked(), recordKeys()).rows));
    const statistics = [{ kind: 'cellKey', of: 'recordKey' }, { kind: 'sum', of: 'cost' }, { kind: 'largest', of: 'cost', count: 1 }] as const;
    const cells = applyOperator(applyOperator(named, recordKeys()).rows, aggregate({ dimensions: ['region'], margins: ['region'], entity: null, statistics })).rows;
    await readsSilently('perturb', perturb({ method: 'cellKey', counts: { maxDeviation: 2, variance: 1 }, magnitudes: { noise: { maxDeviation: 2, variance: 1, steps: 1, sizes: [1, 2] }, smallShare: 0.1 } }), cells);
    await failsSilently('a sum that is to be rounded', () => collect(applyOperator(cells, perturb({ method: 'smallCounts', roundingBase: 3 })).rows));
  });
  test('masks drawn by a key too, and they fail in silence', async () => {
    const secretKey = SECRET.slice();
    const masks = [
      pram({ column: 'diagnosis', unit: 'id', transition: { keep: 0.5, alpha: 1 }, strata: ['region'], secretKey }),
      addNoise({ columns: ['cost', 'stays'], unit: 'id', method: 'correlated', share: 0.1, secretKey }),
      swapRanks({ columns: ['cost', 'born'], unit: 'id', windowShare: 0.5, topShare: 0.1, secretKey }),
    ];
    const differing = tableOf(schema, rows.with(3, row(4, { born: null })), [2]);
    for (const mask of masks) {
      await readsSilently(mask.name, mask, differing);
      await failsSilently(`${mask.name}: rows that share a unit`, () => collect(applyOperator(marked(), mask).rows));
    }
    await failsSilently('a stratum that is too small', () => collect(applyOperator(marked(), microaggregate({ columns: ['cost'], k: 2, entity: null, strata: ['region'] })).rows));
    await failsSilently('values that a matrix does not have', () => collect(applyOperator(differing, pram({ column: 'diagnosis', unit: 'id', transition: { values: ['a'], probabilities: [[1]] }, secretKey })).rows));
    const masking = checkMasking({ columns: ['cost'], rowKey: 'id', atMost: { nearest: 0 }, onFailure: 'refuse' });
    await failsSilently('masked rows that are linked', () => collect(masking.connect({ rows: differing, originals: differing }, { fold: IN_MEMORY })['rows']!));
    await failsSilently('a risk of a missing value', () => collect(applyOperator(differing, addRisk({ quasiIdentifiers: ['born'], entity: null, nullMatching: 'error' })).rows));
    await failsSilently('masked rows without original', () => measureMasking(tableOf(schema, []), differing, { columns: ['cost'], rowKey: 'id' }));
  });
  test('protect too, on their cells', async () => {
    await readsSilently('protect', protect({ status: true, rules: [{ rule: 'minimumFrequency', minCount: 2, on: 'rows' }] }), aggregated());
  });

  const quality = (stopOn: 'fail' | 'never', onFindings?: (findings: Findings) => void): Readonly<Record<string, Dataset>> =>
    checkQuality({ stopOn, checks: [
      { check: 'notNull', column: 'name' }, { check: 'unique', columns: ['diagnosis', 'born'], nulls: 'equal' }, { check: 'values', column: 'diagnosis', in: ['a', `${MARK}.`] }, { check: 'range', column: 'cost', range: { max: 1 } }, { check: 'length', column: 'name', max: 1 },
      { check: 'pattern', column: 'name', patterns: ['9'] }, { check: 'identifier', column: 'nir', identifier: 'nir' }, { check: 'reference', table: 'there', on: { region: 'region' } }, { check: 'outliers', column: 'share', factor: 1 }, { check: 'mean', column: 'share', max: 1 },
      { check: 'quantile', column: 'stays', share: 0, max: 1 }, { check: 'freshness', column: 'born', asOf: '2024-01-01', maxAgeDays: 1 }, { check: 'distribution', column: 'diagnosis', expected: [{ value: `${MARK}!`, share: 1 }], distance: 'populationStability', maxDistance: 0 },
      { check: 'predicate', holds: { column: 'diagnosis', equals: `${MARK}?` } }, { check: 'rowCount', max: 1 },
    ] }).connect({ rows: marked(), there: reference([]) }, { fold: IN_MEMORY, ...(onFindings === undefined ? {} : { onFindings }) });
  test('quality checks tell failing rows and stop in silence', async () => {
    const found: Findings[] = [];
    const ports = quality('never', (findings) => found.push(findings));
    await collect(ports['rows']!);
    expect(found[0]!['verdict']).toBe('fail');
    expectSilence(JSON.stringify(found), 'checkQuality: findings');
    expectSilence(inspect(await rowsOf(ports['failures']!), { depth: 5, maxArrayLength: null }), 'checkQuality: failures');
    await failsSilently('checkQuality', () => collect(quality('fail')['rows']!));
  });

  const read = (operator: Operator, source: Dataset = marked()): Promise<RecordBatch[]> => collect(applyOperator(source, operator).rows);
  const reference = (values: readonly Row[]): Dataset => tableOf(schemaOf({ region: { type: 'utf8', role: 'attribute' }, label: { type: 'utf8', role: 'attribute' } }), values);
  const look = (values: readonly Row[], options: object = {}): Promise<unknown> => rowsOf(lookUp({ on: { region: 'region' }, take: { label: 'label' }, unmatched: 'null', ...options }).connect({ rows: marked(), reference: reference(values) }, { fold: IN_MEMORY })['rows']!);
  const recoded = (values: readonly Row[], options: object = {}): Promise<unknown> => rowsOf(recodeByTable({ column: 'region', from: 'region', to: 'label', otherwise: 'keep', ...options }).connect({ rows: marked(), reference: reference(values) }, { fold: IN_MEMORY })['rows']!);
  const huge = tableOf(schemaOf({ region: columns.region, stays: columns.stays, cost: { type: 'decimal(38,0)', role: 'measure' } }), [[MARK, 2n ** 63n - 1n, 10n ** 38n - 1n], [MARK, 2n ** 63n - 1n, 10n ** 38n - 1n]]);

  test.each<[string, () => unknown]>([
    ['a cast that fails', () => read(castColumn({ column: 'name', to: 'int32', onInvalid: 'error' }))],
    ['a cast out of range', () => read(castColumn({ column: 'stays', to: 'decimal(3,0)', onInvalid: 'error' }))],
    ['a cast of a text that is no date', () => read(castColumn({ column: 'diagnosis', to: 'date', onInvalid: 'error' }))],
    ['a class that is too small', () => read(checkKAnonymity({ quasiIdentifiers: ['region', 'name'], k: 3, entity: null, nullMatching: 'own-class', onFailure: 'refuse' }))],
    ['a model that does not hold', () => read(checkPrivacy({ quasiIdentifiers: ['region'], entity: null, nullMatching: 'own-class', onFailure: 'refuse', models: [{ model: 'distinctLDiversity', column: 'name', l: 9 }] }))],
    ['a sensitive value that the hierarchy lacks', () => read(checkPrivacy({ quasiIdentifiers: ['region'], entity: null, nullMatching: 'own-class', onFailure: 'refuse', models: [{ model: 'tCloseness', column: 'name', t: 0.5, distance: 'hierarchical', hierarchy: { hierarchy: 'levels', rows: [['x', 'y']] } }] }))],
    ['a quasi-identifier that is missing', () => read(checkKAnonymity({ quasiIdentifiers: ['region'], k: 2, entity: null, nullMatching: 'error', onFailure: 'refuse' }))],
    ['an entity that is missing', () => read(checkKAnonymity({ quasiIdentifiers: ['diagnosis'], k: 2, entity: 'nir', nullMatching: 'own-class', onFailure: 'refuse' }))],
    ['a population that lacks the rows', () => measureKAnonymity(marked(), { quasiIdentifiers: ['diagnosis'], k: 2, entity: null, nullMatching: 'own-class' }, { population: tableOf(schema, [row(9)]) })],
    ['a population that lacks the rows of a risk', () => measureRisk(marked(), { quasiIdentifiers: ['diagnosis'], k: 2, entity: null, nullMatching: 'own-class' }, { population: tableOf(schema, [row(9)]) })],
    ['an entity of several weights', () => measureRisk(marked(), { quasiIdentifiers: ['region'], k: 2, entity: 'region', nullMatching: 'own-class', weight: 'stays' })],
    ['an entity that is missing in a count', () => read(aggregate({ dimensions: ['diagnosis'], entity: 'nir', statistics: [] }))],
    ['columns that do not nest', () => read(aggregate({ dimensions: ['region', 'diagnosis'], hierarchies: [['region', 'diagnosis']], entity: null, statistics: [], zeroCells: { maxCells: 1 } }))],
    ['a largest contribution beyond 64 bits', () => read(aggregate({ dimensions: ['region'], entity: null, statistics: [{ kind: 'absoluteSum', of: 'stays' }] }), huge)],
    ['a sum beyond 64 bits', () => read(aggregate({ dimensions: ['region'], entity: null, statistics: [{ kind: 'sum', of: 'stays' }] }), huge)],
    ['a sum beyond 38 digits', () => read(aggregate({ dimensions: ['region'], entity: null, statistics: [{ kind: 'sum', of: 'cost' }] }), huge)],
    ['a state that outgrows memory', () => collect(applyOperator(marked(), aggregate({ dimensions: ['name'], entity: null, statistics: [] }), { fold: { spill: null, maxMemoryBytes: 1 } }).rows)],
    ['a reference with a key twice', () => look([[`${MARK}-1`, MARK], [`${MARK}-1`, MARK]])],
    ['a reference without a key', () => look([[null, MARK]])],
    ['a reference that is too large', () => look([[`${MARK}-1`, MARK], [`${MARK}-2`, MARK]], { maxReferenceRows: 1 })],
    ['a map with a value twice', () => recoded([[`${MARK}-1`, MARK], [`${MARK}-1`, MARK]])],
    ['a map without a value', () => recoded([[null, MARK]])],
    ['a map that is too large', () => recoded([[`${MARK}-1`, MARK], [`${MARK}-2`, MARK]], { maxReferenceRows: 1 })],
    ['distinct rows that outgrow memory', () => collect(dropDuplicates({}).connect({ rows: marked() }, { fold: { spill: null, maxMemoryBytes: 1 } })['rows']!)],
    ['a source read twice', async () => { const source = once(schema, await collect(marked())); await collect(source); await collect(source); }],
    ['tables that do not fit end to end', () => union().outputSchemas({ a: schema, b: reference([]).schema })],
  ])('fail in silence: %s', async (title, action) => {
    await failsSilently(title, action);
  });
});

describe('readers of marked files', () => {
  const text = { name: { type: 'utf8', role: 'directIdentifier' }, age: { type: 'int32', role: 'quasiIdentifier' } } as const;
  const source = (content: string | Uint8Array): ByteSource => bytesInMemory('people.csv', typeof content === 'string' ? new TextEncoder().encode(content) : content, 7);
  const csv = (content: string | Uint8Array, options: Partial<CsvReadOptions> = {}): TablePorts => readCsv(source(content), { columns: text, ...options });
  const latin = Uint8Array.from(`name;age\n${MARK}\u00e9;1\n`, (character) => character.charCodeAt(0));

  const wrong: readonly (readonly [string, string | Uint8Array, Partial<CsvReadOptions>])[] = [
    ['a text for a number', `name;age\nx;${MARK}\n`, {}],
    ['a number beyond its type', `name;age\nx;${NUMBER}${NUMBER}\n`, {}],
    ['a missing value', `name;age\n${MARK};\n`, { columns: { ...text, age: { ...text.age, nullable: false } } }],
    ['too few fields', `name;age\n${MARK}\n`, {}],
    ['too many fields', `name;age\n${MARK};1;${MARK}\n`, {}],
    ['a quote inside a field', `name;age\n${MARK}"${MARK};1\n`, {}],
    ['a quote that is never closed', `name;age\n"${MARK};1\n${MARK}`, {}],
    ['text after a quote', `name;age\n"${MARK}"${MARK};1\n`, {}],
    ['a byte 0', `name;age\n${MARK}\u0000;1\n`, {}],
    ['another encoding', latin, {}],
    ['a row that is too long', `name;age\n${MARK.repeat(200)};1\n`, { maxRowBytes: 1024 }],
  ];
  test.each(wrong)('%s: the error is silent', async (title, content, options) => {
    await failsSilently(title, () => collect(csv(content, options).rows));
  });
  test.each(wrong)('%s: the rejected row is silent', async (title, content, options) => {
    const { rows: kept, rejects } = csv(content, { ...options, onInvalid: 'reject' });
    await collect(kept);
    const rejected = await rowsOf(rejects!);
    expect(rejected.length).toBeGreaterThan(0);
    expectSilence(inspect(rejected), title);
  });
  test.each<[string, () => unknown]>([
    ['a file without header', () => collect(csv(`${MARK};${NUMBER}\n${MARK};${NUMBER}\n`).rows)],
    ['a header of one field', () => collect(csv(`${MARK}\n${MARK}\n`).rows)],
    ['a header that repeats itself', () => collect(csv(`${MARK};${MARK}\n${MARK};1\n`).rows)],
    ['an empty file', () => collect(csv('').rows)],
    ['a header with an open quote', () => collect(csv(`"${MARK}`).rows)],
    ['a header with a byte 0', () => collect(csv(`${MARK}\u0000;age\n`).rows)],
    ['a workbook', () => collect(csv(`PK\u0003\u0004${MARK}`).rows)],
    ['text in UTF-16', () => collect(csv(new Uint8Array(Buffer.from(`\ufeff${MARK};1`, 'utf16le'))).rows)],
    ['a line of fixed width that is too short', () => collect(readFixedWidth(source(`${MARK}\n`), { columns: text, fields: { name: { start: 1, length: 8 }, age: { start: 20, length: 3 } } }).rows)],
    ['a value of fixed width', () => collect(readFixedWidth(source(`${MARK}${MARK}\n`), { columns: text, fields: { name: { start: 1, length: 8 }, age: { start: 9, length: 8 } } }).rows)],
    ['a look at a file that is none', () => inspectFile(source(`"${MARK}`))],
    ['an Arrow file that is none', () => arrowSchemaOf(source(`${MARK.repeat(40)}`))],
  ])('fail in silence: %s', async (title, action) => {
    await failsSilently(title, action);
  });

  test('an Arrow file whose values do not fit their declarations', async () => {
    const bytes = tableToIPC(new Table(await collect(marked())), 'stream');
    const readAs = async (declared: object): Promise<unknown> => collect((await readArrow(bytesInMemory('stays.arrow', bytes), { columns: declared as never, onUndeclared: 'drop' })).rows);
    await failsSilently('text as a date', () => readAs({ name: { type: 'date', role: 'attribute' } }));
    await failsSilently('numbers as smaller ones', () => readAs({ cost: { type: 'decimal(4,2)', role: 'attribute' } }));
    await failsSilently('nulls where none may be', () => readAs({ name: { type: 'utf8', role: 'attribute', nullable: false } }));
    await failsSilently('half a file', async () => collect((await readArrow(bytesInMemory('stays.arrow', bytes.slice(0, bytes.length >> 1)), { columns: columns as never })).rows));
    for (let at = 0; at < bytes.length; at += 97) {
      const damaged = bytes.slice();
      damaged[at]! ^= 0xff;
      const outcome = await readArrow(bytesInMemory('stays.arrow', damaged), { columns: columns as never }).then(({ rows: found }) => collect(found)).then(() => null, (error: unknown) => error);
      if (outcome !== null) expectSilence(shown(outcome), `a byte changed at ${at}`);
    }
  });
});

describe('profiles of marked tables', () => {
  test('show no value unless asked, and fail in silence', async () => {
    for (const maxDistinct of [2, 1000]) expectSilence(inspect(await profile(marked(), { maxDistinct }), { depth: 12, maxStringLength: null }), 'the profile');
    await failsSilently('the state outgrows its limit', () => profile(marked(), {}, { fold: { spill: null, maxMemoryBytes: 1 } }));
    await failsSilently('a wrong option', () => profile(marked(), { minCount: MARK } as never));
  });
});

describe('writers and the audit of marked tables', () => {
  const bytesOf = async (pieces: AsyncIterable<Uint8Array>): Promise<number> => { let count = 0; for await (const piece of pieces) count += piece.length; return count; };
  const one = (type: string, value: Row[number], nullable = true): Dataset => tableOf(schemaOf({ value: { type, role: 'attribute', nullable } as never }), [[value]]);
  const leaked = (audience: 'public' | 'research', dataset: Dataset): Promise<unknown> => {
    const bytes = bytesInMemory('out.csv', new TextEncoder().encode(`${MARK}1234 295109912611193`));
    return auditOutput({ name: 'out', audience, rows: dataset, promised: dataset.schema, bytes, minCounts: {} }, [new TextEncoder().encode(`${MARK}1234`)]);
  };

  test.each<[string, () => unknown]>([
    ['a byte 0 in a text', () => bytesOf(csvBytes(one('utf8', `${MARK}\u0000`)))],
    ['a date that has no form', () => bytesOf(csvBytes(one('date', 2 ** 31 - 1)))],
    ['a null where none may be', () => collect(canonicalDataset(one('utf8', null, false), 'internal'))],
    ['a null where none may be, in Arrow', () => bytesOf(arrowBytes(one('utf8', null, false)))],
    ['an identifier found in a cell', () => leaked('public', one('utf8', `${MARK}1234`))],
    ['an identifier found in the bytes', () => leaked('research', one('utf8', 'x'))],
    ['a NIR found in a cell', () => leaked('public', one('utf8', '295109912611193'))],
    ['an address found in a cell', () => leaked('research', one('utf8', `x ${MARK}@exemple.fr`))],
    ['an identifier by its role', () => leaked('public', tableOf(schemaOf({ value: { type: 'utf8', role: 'directIdentifier' } }), [[MARK]]))],
  ])('fail in silence: %s', async (title, action) => {
    await failsSilently(title, action);
  });
  test('the sample of identifiers shows none of them', async () => {
    const canaries = collectCanaries();
    await collect(canaries.watch(marked()));
    expect(canaries.values().length).toBeGreaterThan(0);
    expectSilence(inspect(canaries, { depth: 8 }), 'the collector');
  });
});

describe('a crosswalk', () => {
  const DRAWN = SECRET.map((byte) => ~byte);
  const operator = (onInvalid: 'null' | 'reject' = 'null'): ReturnType<typeof pseudonymiseWithCrosswalk> =>
    pseudonymiseWithCrosswalk({ policy: 'random', column: 'diagnosis', profile: 'text/v1', project: 'p', domain: 'd', onInvalid, asOf: '2024-01-01', secretKey: SECRET.slice(), drawing: { secretKey: DRAWN.slice() }, releaseNonce: SECRET.slice(0, 16) });
  const persons = (...rows: readonly Row[]): Dataset => tableOf(schemaOf({ code: { type: 'binary(16)', role: 'pseudonym' }, identifier: { type: 'utf8', role: 'directIdentifier' }, keyId: { type: 'utf8', role: 'technical' }, firstSeen: { type: 'date', role: 'attribute' } }), rows);
  const read = (crosswalk: Dataset): Promise<unknown> => collect(operator().connect({ rows: marked(), crosswalk }, { fold: IN_MEMORY })['rows']!);

  test('finds and rejects in silence', async () => {
    const found: Findings[] = [];
    const ports = operator('reject').connect({ rows: marked() }, { fold: IN_MEMORY, onFindings: (findings) => found.push(findings) });
    await collect(ports['rows']!);
    for (const port of ['crosswalk', 'rejects']) expectSilence(inspect(await rowsOf(ports[port]!), { depth: 5 }), `crosswalk: ${port}`);
    expect(found.length).toBeGreaterThan(0);
    expectSilence(JSON.stringify(found), 'crosswalk: findings');
  });
  test('is refused in silence', async () => {
    const [own] = await rowsOf(operator().connect({ rows: marked() }, { fold: IN_MEMORY })['crosswalk']!);
    const [code, identifier, keyId, day] = own!;
    const later = `ff${String(code).slice(2)}`;
    for (const [title, table] of [
      ['another key', persons([code!, identifier!, MARK, day!])],
      ['no seal', persons([code!, `${MARK}!`, keyId!, day!])],
      ['another seal', persons([code!, `${MARK}${MARK}`, keyId!, day!])],
      ['no identifier', persons([code!, null, keyId!, day!])],
      ['a code twice', persons([code!, identifier!, keyId!, day!], [code!, `${MARK}${MARK}`, keyId!, day!])],
      ['another order', persons([later, identifier!, keyId!, day!], [code!, identifier!, keyId!, day!])],
      ['other columns', marked()],
    ] as const) await failsSilently(`a crosswalk with ${title}`, () => read(table));
    await failsSilently('a crosswalk that is too large', () => collect(operator().connect({ rows: marked(), crosswalk: persons([code!, identifier!, keyId!, day!]) }, { fold: { spill: null, maxMemoryBytes: 1 } })['rows']!));
    await failsSilently('one key for both', () => pseudonymiseWithCrosswalk({ policy: 'random', column: 'nir', profile: 'nir/v1', project: 'p', domain: 'd', onInvalid: 'null', asOf: '2024-01-01', secretKey: SECRET.slice(), drawing: { secretKey: SECRET.slice() }, releaseNonce: SECRET.slice(0, 16) }));
  });
});

describe('keys', () => {
  test.each<[string, () => unknown]>([
    ['a key that is too short', () => pseudonymise(pseudonyms({ secretKey: SECRET.slice(0, 31) }))],
    ['a key of text', () => pseudonymise(pseudonyms({ secretKey: new TextEncoder().encode(MARK.repeat(4)) }))],
    ['a key that is a string', () => pseudonymise(pseudonyms({ secretKey: Buffer.from(SECRET).toString('hex') }))],
    ['a key in the place of a name', () => pseudonymise(pseudonyms({ project: Buffer.from(SECRET).toString('base64') }))],
    ['a file that holds another text', () => parseKeyFile(new TextEncoder().encode(`${MARK}:${Buffer.from(SECRET).toString('base64url')}`))],
    ['a file that holds a damaged key', () => parseKeyFile(new TextEncoder().encode(`a423-key-v1:${Buffer.from(SECRET).toString('base64url')}!`))],
    ['an operator that was wiped', async () => { const operator = pseudonymise(pseudonyms()); operator.wipe(); await collect(applyOperator(marked(), operator).rows); }],
  ])('fail in silence: %s', async (title, action) => {
    await failsSilently(title, action);
  });
  test('an operator shows no key, and its findings and metadata neither', async () => {
    const operator = pseudonymise(pseudonyms());
    expectSilence(inspect(operator, { depth: 8, showHidden: true }), 'the operator');
    expectSilence(inspect([...operator.outputSchema(schema).fields].map(({ metadata }) => [...metadata]), { depth: 6 }), 'the metadata');
    await readsSilently('pseudonymise', operator);
  });
});

describe('options', () => {
  /** Right options of every step, with which each leaf is then replaced in turn. */
  const right: Readonly<Record<string, object>> = {
    rename: { columns: { id: 'number' } },
    castColumn: { column: 'name', to: 'int32', onInvalid: 'error' },
    filter: { where: { all: [{ column: 'id', range: { min: 1, max: 2 } }, { not: { column: 'region', in: ['a'] } }, { column: 'born', equals: '2024-01-01' }, { column: 'name', isNull: true }] } },
    lookUp: { table: 'codes', on: { region: 'region' }, take: { label: 'label' }, unmatched: 'null', maxReferenceRows: 10 },
    sort: { by: [{ column: 'id', direction: 'ascending', nulls: 'first' }] },
    normaliseText: { columns: ['name'], trim: true, collapse: true, case: 'upper', accents: 'strip', invisible: 'remove', punctuation: 'plain', empty: 'null' },
    normaliseIdentifier: { column: 'nir', identifier: 'nir', form: '13', onInvalid: 'null', level: 'checksum' },
    fixEncoding: { columns: ['name'] },
    nullValues: { columns: { name: ['NC'], id: [9] }, compare: 'folded' },
    padCode: { column: 'diagnosis', width: 5, remove: '.', suffix: '-0', onInvalid: 'null' },
    recode: { column: 'region', values: { a: 'b', c: null }, otherwise: 'reject' },
    normaliseDate: { column: 'name', formats: ['dd/MM/yyyy', 'd/M/yy'], twoDigitYearStart: 1930, onInvalid: 'null', onPartial: 'first', onPlaceholder: 'reject', placeholders: ['1950-01-01'], usualPlaceholders: true, earliest: '1900-01-01', latest: '2030-01-01' },
    normaliseName: { column: 'name', kind: 'family', case: 'lower', placeholders: 'keep', into: { withoutParticles: 'short' } },
    normaliseAddress: { column: 'name', form: 'full', into: 'street' },
    phoneticCode: { column: 'name', algorithm: 'sonnex', into: 'sound' },
    dropDuplicates: { columns: ['name'], nulls: 'distinct' },
    checkQuality: { stopOn: 'fail', checks: [
      { check: 'notNull', column: 'name', name: 'a', severity: 'warn', maxShare: 0.1, maxCount: 2, where: { column: 'id', range: { min: 1 } } }, { check: 'unique', columns: ['id'], nulls: 'skip' }, { check: 'values', column: 'region', in: ['a'] },
      { check: 'range', column: 'born', range: { min: '2024-01-01' } }, { check: 'length', column: 'name', min: 1, max: 2 }, { check: 'pattern', column: 'name', patterns: ['A9{2}'] }, { check: 'identifier', column: 'nir', identifier: 'nir', level: 'format' },
      { check: 'reference', table: 'codes', on: { region: 'region' } }, { check: 'nirAgrees', column: 'nir', sex: { column: 'region', male: 'M', female: 'F' }, birthDate: 'born', birthPlace: 'name' }, { check: 'order', columns: ['id', 'id2'], strict: true },
      { check: 'predicate', holds: { column: 'id', compare: 'atMost', to: 'id' } }, { check: 'outliers', column: 'id', factor: 1.5, relativeError: 0.01 }, { check: 'rowCount', min: 1 }, { check: 'freshness', column: 'born', asOf: '2024-01-01', maxAgeDays: 2, minCount: 3 },
      { check: 'distribution', column: 'region', expected: [{ value: 'a', share: 0.5 }], distance: 'totalVariation', maxDistance: 0.1 }, { check: 'mean', column: 'cost', max: 1 }, { check: 'quantile', column: 'cost', share: 0.5, min: 1 },
    ] },
    drop: { columns: ['name'] },
    keep: { columns: ['name'] },
    truncateDate: { column: 'born', to: 'year', into: 'year' },
    ageAt: { column: 'born', at: '2024-01-01', into: 'age' },
    band: { column: 'stays', bounds: [1, 2], into: 'band', labels: ['low', 'high'] },
    topBottomCode: { column: 'stays', bottom: { below: 1, replacement: '<1' }, top: { above: 2, replacement: '2+' }, into: 'coded' },
    truncateText: { column: 'name', characters: 3, into: 'start' },
    generaliseCode: { column: 'diagnosis', to: 'cim10Chapter', into: 'chapter' },
    pseudonymise: { column: 'nir', profile: 'nir/v1', into: 'code2', project: 'p', domain: 'd', policy: 'deterministic', onInvalid: 'null', level: 'checksum', secretKey: { secret: 'main' } },
    rekey: { column: 'nir', profile: 'code-text/v1', keep: 'both', into: 'code3', until: '2025-06-30', asOf: '2025-01-01', project: 'p', domain: 'd', policy: 'deterministic', bits: 64, population: 1000, algorithm: 'BLAKE3', encoding: 'hex', expectFingerprint: '0123456789abcdef', onInvalid: 'null', secretKey: { secret: 'main' } },
    link: {
      tables: ['codes'], source: 'own', rowKey: 'id', minMatchWeightBits: 3, detail: 'levels', decide: { by: 'bestLinks', duplicateFree: ['codes'], ties: 'drop' }, maxPairs: 1000, into: 'cluster',
      deterministic: { passes: [{ on: [{ of: { column: 'name' } }] }], duplicateFree: ['own'], takes: 'all', then: 'add' },
      model: {
        version: 1, linkType: 'link', prior: 0.1, unit: 'byte', blocking: [{ on: [{ of: { column: 'name', derive: [{ op: 'slice', from: 1, length: 3 }] } }], maxBlockRecords: 100, label: 'starts' }],
        comparisons: [{ name: 'name', levels: [
          { label: 'same', when: { kind: 'equal', of: { column: 'name' } }, m: 0.9, u: 0.1, termFrequency: { of: { column: 'name' }, weight: 1 } },
          { label: 'alike', when: { kind: 'measure', measure: 'jaroWinkler', of: { column: 'name' }, atLeast: 0.9 }, m: 0.05, u: 0.1 }, { label: 'other', when: { kind: 'otherwise' }, m: 0.05, u: 0.8 },
        ] }],
      },
    },
    attach: { table: 'linked', source: 'x', rowKey: 'id', take: { cluster: 'person' } },
    checkKAnonymity: { quasiIdentifiers: ['region'], k: 2, entity: null, nullMatching: 'own-class', onFailure: 'refuse', maxShareBelow: 0 },
    checkPrivacy: {
      quasiIdentifiers: ['region'], entity: null, nullMatching: 'own-class', onFailure: 'refuse',
      models: [{ model: 'kMap', k: 2, estimate: { populationSize: 1000, significance: 0.05, distribution: 'poisson' } }, { model: 'tCloseness', column: 'diagnosis', t: 0.5, distance: 'hierarchical', hierarchy: { hierarchy: 'levels', rows: [['A', 'B']] } }],
    },
    generalise: { quasiIdentifiers: { region: { hierarchy: 'prefixes', lengths: [1] } }, models: [{ model: 'kAnonymity', k: 2 }], entity: null, nullMatching: 'own-class', maxSuppressedShare: 0.1, suppressed: 'blank', metric: { metric: 'loss', aggregate: 'max', suppressionWeight: 0.5 }, columnWeights: { region: 2 }, recodeRounds: 0, search: { maxNodes: 10, maxChecks: 10 } },
    mondrian: { quasiIdentifiers: ['region', 'diagnosis'], models: [{ model: 'kAnonymity', k: 2 }], cuts: 'strict', entity: null, nullMatching: 'own-class', hierarchies: { region: { hierarchy: 'prefixes', lengths: [1] } } }, suppressLocally: { quasiIdentifiers: ['region', 'diagnosis'], k: 2, entity: null, nullMatching: 'wildcard', importance: ['region', 'diagnosis'], strata: ['name'], combinations: [{ size: 1, k: 3 }], recheck: true },
    microaggregate: { columns: ['cost', 'stays'], k: 2, entity: null, replacement: 'median', strata: ['region'] },
    addRisk: { quasiIdentifiers: ['region'], entity: null, nullMatching: 'own-class', weight: 'stays', estimator: 'exact', into: 'chance' },
    checkMasking: { table: 'codes', columns: ['stays'], rowKey: 'region', sampleRows: 10, neighbours: 2, widths: [0.1], atMost: { nearest: 0.5, il1s: 2 }, onFailure: 'refuse' },
    pram: { column: 'region', unit: 'name', transition: { keep: 0.5, alpha: 0.5 }, strata: ['diagnosis'], expectFingerprint: '0123456789abcdef', secretKey: { secret: 'main' } },
    addNoise: { columns: ['cost', 'stays'], unit: 'name', method: 'preserving', share: 0.5, keepZeros: true, expectFingerprint: '0123456789abcdef', secretKey: { secret: 'main' } },
    swapRanks: { columns: ['cost', 'born'], unit: 'id', windowShare: 0.1, bottomShare: 0.1, topShare: 0.1, expectFingerprint: '0123456789abcdef', secretKey: { secret: 'main' } },
    addRecordKey: { column: 'name', domain: 'd', into: 'drawn', expectFingerprint: '0123456789abcdef', secretKey: { secret: 'main' } },
    addLevels: { column: 'diagnosis', into: ['chapter'], hrc: 'A\n@A1\n', leadString: '@', unmatched: 'null' },
    aggregate: {
      dimensions: ['region', 'diagnosis'], margins: ['region', 'diagnosis'], hierarchies: [['region', 'diagnosis']], tables: [['region', 'diagnosis']], entity: 'diagnosis', weight: 'stays', zeroCells: { maxCells: 10 },
      statistics: [{ kind: 'sum', of: 'cost', into: 'total' }, { kind: 'largest', of: 'cost', count: 2 }, { kind: 'onlyEntity' }, { kind: 'weight', into: 'weights' }],
    },
    perturb: {
      method: 'cellKey', zeros: 'keep', attack: { minCount: 3, seconds: 1 }, counts: { maxDeviation: 2, variance: 1, minPublished: 1, stayShare: [0.1, 0.2], monotone: false, varianceIs: 'atMost', maxPieceShare: 0.1 },
      magnitudes: {
        noise: { even: { maxDeviation: 2, variance: 1, steps: 1, sizes: [1, 2] }, odd: { maxDeviation: 2, variance: 1, steps: 1, sizes: [1, 2], monotone: [true, false], varianceIs: ['exact', 'atMost'] } },
        smallNoise: { maxDeviation: 2, variance: 1, steps: 1, sizes: [1, 2] }, smallShare: 0.2, largeShare: 0.1, flexPoint: 100, power: 2, contributionWeights: [1, 0.5],
        unsafe: { rules: [{ rule: 'minimumFrequency', minCount: 3, on: 'rows' }], extra: 1 }, keepsFirstKey: true, compat: 'cellKey',
      },
    },
    protect: {
      rules: [
        { rule: 'minimumFrequency', minCount: 11, on: 'entities' }, { rule: 'dominance', contributors: 1, maxShare: 0.85, of: 'cost', atMaxShare: 'withhold' },
        { rule: 'priorPosterior', minErrorShare: 0.1, priorErrorShare: 0.5, coalition: 2 }, { rule: 'request', of: 'cost', requested: 'cost', maxShare: 0.1, minCount: 3, protectionShare: 0.1 },
        { rule: 'zeros', on: 'values', protectionRange: 1 }, { rule: 'kDisclosure', on: 'rows', coalition: 1, maxCount: 9 }, { rule: 'minimumWeight', minWeight: 3, compatibility: 'tauArgus' },
        { rule: 'manual', cells: [{ categories: { region: 'R', diagnosis: null }, decision: 'prefer', cost: 2 }], protectionShare: 0.1 },
      ], preset: 'inseeBusiness', locked: false, status: true, zeros: 'publish',
    },
  };
  /** Options that name columns or tables: the plan's author chose the names, and messages repeat them. */
  const NAMES = new Set(['pram unit', 'addNoise unit', 'swapRanks unit', 'column', 'columns', 'into', 'at', 'lookUp on', 'take', 'dimensions', 'margins', 'hierarchies', 'aggregate weight', 'addRisk weight', 'checkMasking rowKey', 'entity', 'of', 'requested', 'quasiIdentifiers', 'importance', 'strata', 'table', 'tables', 'link source', 'link rowKey', 'duplicateFree', 'checkQuality on', 'checkQuality to', 'birthDate', 'birthPlace']);

  const leaves = (value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] =>
    typeof value !== 'object' || value === null ? [path] : [...(path.length > 0 ? [path] : []), ...Object.entries(value).flatMap(([name, member]) => leaves(member, [...path, Array.isArray(value) ? Number(name) : name]))];
  const replaced = (value: unknown, path: readonly (string | number)[], by: unknown): unknown => {
    const copy = structuredClone(value) as Record<string | number, unknown>;
    const parent = path.slice(0, -1).reduce((node, step) => node[step] as Record<string | number, unknown>, copy);
    parent[path.at(-1)!] = by;
    return copy;
  };

  test('are known here for every step there is', () => {
    expect(Object.keys(right).sort()).toEqual(STEPS.map(({ op }) => op).sort());
  });
  test.each(Object.entries(right))('of %s: a marker in the place of any of them is not repeated', (op, options) => {
    const plan = (changed: unknown): unknown => ({
      version: 1, title: 't', inputs: { stays: { columns }, codes: { columns: { region: columns.region, label: columns.diagnosis } } },
      tables: { t: { from: 'stays', steps: [{ ...(changed as object), op }] } }, outputs: { o: { table: 't', format: 'csv', audience: 'internal' }, c: { table: 'codes', format: 'csv', audience: 'internal' } },
    });
    let problems = 0;
    for (const path of leaves(options)) {
      if (path.some((step) => NAMES.has(String(step)) || NAMES.has(`${op} ${step}`))) continue;
      for (const by of [MARK, [MARK], { [`x`]: MARK }, { secret: `${MARK}:${MARK}` }, `${MARK}${'x'.repeat(300)}`]) {
        const found = checkPlan(plan(replaced(options, path, by)));
        problems += found.length;
        for (const { code } of found) codesMet.add(code);
        expectSilence(JSON.stringify(found), `${op} ${path.join('.')}`);
      }
    }
    expect(problems > 0 || ['rename', 'fixEncoding', 'drop', 'keep', 'ageAt'].includes(op), 'these have names only').toBe(true);
  });
  test('of conditions: values of the wrong type are not repeated', async () => {
    const conditions: readonly unknown[] = [
      { column: 'id', equals: MARK }, { column: 'born', range: { min: MARK } }, { column: 'cost', in: [MARK] }, { column: 'stays', equals: `${NUMBER}.5` }, { column: 'id', equals: 2 ** 40 + 0.5 },
      { column: 'name', equals: true }, { column: 'code', equals: MARK }, { column: 'born', equals: `${DATE}T25` }, { not: { column: 'share', range: { max: MARK } } },
    ];
    for (const where of conditions) await failsSilently(JSON.stringify(Object.keys(where as object)), () => filter({ where: where as Predicate }).outputSchema(schema));
  });
  test('of an input, a format and an output are not repeated', () => {
    const input = { columns: { id: { type: 'int32', role: 'technical', nullable: true, identifier: 'nir' } }, onUndeclared: 'drop', onInvalid: 'reject', format: { type: 'csv', delimiter: ';', encoding: 'utf-8', decimalMark: ',', nullValues: ['x'], dateFormat: 'DD/MM/YYYY' } };
    const whole = { version: 1, title: 't', inputs: { stays: input }, tables: { t: { from: 'stays', steps: [] } }, outputs: { o: { table: 't', format: { type: 'parquet', compression: 'zstd' }, audience: 'internal' } } };
    for (const path of leaves(whole)) {
      if (['title', 'from', 'table', 'nullValues'].includes(String(path.findLast((step) => typeof step === 'string')))) continue;
      for (const by of [MARK, [MARK], { [`x`]: MARK }, NUMBER + 0.45]) {
        const found = checkPlan(replaced(whole, path, by));
        for (const { code } of found) codesMet.add(code);
        expectSilence(JSON.stringify(found).replaceAll(/got 918273645\.45/g, ''), path.join('.'));
      }
    }
  });
  test('of a plan whose text is broken are not repeated', async () => {
    for (const text of [`title: "${MARK}`, `${MARK}: ${MARK}: b`, `a: *${MARK}`, `a: !${MARK} b`, `{ "secretKey": "${MARK}" `]) await failsSilently('text', () => parsePlan(text));
  });
  test('of what is bound to a plan are not repeated', async () => {
    const compiled = compilePlan({ version: 1, title: 't', inputs: { stays: { columns: { id: columns.id } } }, tables: {}, outputs: { o: { table: 'stays', format: 'csv', audience: 'internal' } } });
    const undeclared = tableOf(schemaOf({ id: columns.id, [MARK]: columns.name }), []);
    await failsSilently('an undeclared column', () => compiled.connect({ inputs: { stays: { rows: undeclared, rejects: null } }, secrets: {}, fold: IN_MEMORY }));
  });
});

test('the codes met above are many: the law was put to the test', () => {
  const expected = [
    'DATA_COLUMN_TYPE', 'DATA_DUPLICATE_KEY', 'DATA_ENCODING', 'DATA_FIELD_COUNT', 'DATA_FILE_EMPTY', 'DATA_FORMAT', 'DATA_HEADER', 'DATA_INVALID', 'DATA_MEMORY_LIMIT', 'DATA_NULL', 'DATA_NULL_BYTE', 'DATA_OVERFLOW', 'DATA_QUALITY',
    'DATA_QUOTE', 'DATA_READ_TWICE', 'DATA_ROW_TOO_LONG', 'DATA_TRUNCATED', 'DATA_VALUE_RANGE', 'DATA_VALUE_TYPE', 'PLAN_COLUMN_TYPE', 'PLAN_MISSING', 'PLAN_OUT_OF_RANGE', 'PLAN_RAW_SECRET', 'PLAN_SCHEMA_MISMATCH', 'PLAN_SYNTAX', 'PLAN_TYPE',
    'PLAN_UNKNOWN_OPTION', 'PROTECTION_CANARY_FOUND', 'PROTECTION_IDENTIFIER_FOUND', 'PROTECTION_K_ANONYMITY', 'PROTECTION_LEAK_FOUND', 'PROTECTION_NIR_FOUND', 'PROTECTION_PRIVACY_MODEL',
  ];
  expect(expected.filter((code) => !codesMet.has(code))).toEqual([]);
});
