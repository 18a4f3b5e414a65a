// From a linkage to its page: everything that other parts of the library find can be shown as it is, and is shown rightly.
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { markupText } from '../../../src/chart/index.ts';
import { countCandidates } from '../../../src/link/block/count-candidates.ts';
import { collectExpressions } from '../../../src/link/compile/expression-list.ts';
import { evaluateLinkage } from '../../../src/link/evaluate/evaluate-linkage.ts';
import { expectErrors } from '../../../src/link/evaluate/expect-errors.ts';
import type { LinkageModel } from '../../../src/link/model/model.ts';
import {
  accuracyChart, linkagePage, measureCompleteness, measureFrequencyWeights, measureWeights, readAccuracy, readExpectedErrors, unlinkableShares, type LinkageFindings,
} from '../../../src/link/page/index.ts';
import { prepareRecords } from '../../../src/link/records/prepare-records.ts';
import { scorePairs } from '../../../src/link/score/score-pairs.ts';
import { selfMatchWeights } from '../../../src/link/score/unlinkables.ts';
import { trainModel } from '../../../src/link/train/train-model.ts';
import { describeWithData, sharedData } from '../../shared-data.ts';
import { schemaOf, tableOf, type Row } from '../../small-tables.ts';
import { readSplinkModel } from '../read-splink-model.ts';

const number = { type: 'float64', role: 'attribute' } as const;
const PAIRS = schemaOf({ matchWeightBits: number });
const CUTS = schemaOf({ minMatchWeightBits: { ...number, nullable: false }, precision: number, recall: number, f1: number });

describe('pairs and cuts as pictures take them', () => {
  test('pairs are counted by weight, whatever the batches', async () => {
    const rows: Row[] = [[-0.5], [0], [0.99], [1], [7.2], [Infinity], [-Infinity], [7.9]];
    const expected = [
      { fromBits: -Infinity, toBits: -Infinity, pairs: 1 }, { fromBits: -1, toBits: 0, pairs: 1 }, { fromBits: 0, toBits: 1, pairs: 2 },
      { fromBits: 1, toBits: 2, pairs: 1 }, { fromBits: 7, toBits: 8, pairs: 2 }, { fromBits: Infinity, toBits: Infinity, pairs: 1 },
    ];
    for (const cuts of [[], [3], [2, 2, 5]]) expect(await measureWeights(tableOf(PAIRS, rows, cuts))).toEqual(expected);
    expect(await measureWeights(tableOf(PAIRS, rows), 4)).toMatchObject([{ pairs: 1 }, { fromBits: -4, pairs: 1 }, { fromBits: 0, pairs: 3 }, { fromBits: 4, pairs: 2 }, { pairs: 1 }]);
    expect(await measureWeights(tableOf(PAIRS, []))).toEqual([]);
  });

  test('weights that are none, and bins of no width, are refused', async () => {
    await expect(measureWeights(tableOf(PAIRS, [[1], [NaN]]))).rejects.toThrow('DATA_INVALID');
    await expect(measureWeights(tableOf(PAIRS, [[null]]))).rejects.toThrow('DATA_NULL');
    await expect(measureWeights(tableOf(CUTS, []))).rejects.toThrow('PLAN_UNKNOWN_COLUMN');
    for (const width of [0, -1, NaN, Infinity]) await expect(measureWeights(tableOf(PAIRS, []), width)).rejects.toThrow(RangeError);
  });

  test('cuts are read as they are, and thinned where they are many', async () => {
    expect(await readAccuracy(tableOf(CUTS, [[1, 0.5, null, 0.25]]))).toEqual([{ bits: 1, precision: 0.5, recall: null, f1: 0.25 }]);
    expect(await readAccuracy(tableOf(CUTS, []))).toEqual([]);
    const many = Array.from({ length: 1001 }, (_, index): Row => [index, 0.5, 0.5, 0.5]);
    for (const cuts of [[], [1, 400, 400, 999]]) {
      const read = await readAccuracy(tableOf(CUTS, many, cuts));
      expect([read.length, read[0]!.bits, read.at(-1)!.bits]).toEqual([400, 0, 1000]);
      expect(read.every(({ bits }, index) => bits > (read[index - 1]?.bits ?? -1))).toBe(true);
    }
    await expect(readExpectedErrors(tableOf(CUTS, []))).rejects.toThrow('PLAN_UNKNOWN_COLUMN');
  });
});

describeWithData('a linkage of fake_1000', 'linkage/splink/fake_1000.csv', (path) => {
  test('is shown on one page, from training to the errors that are expected', async () => {
    const names = ['first_name', 'surname', 'dob', 'city', 'email', 'cluster'];
    const schema = schemaOf({ unique_id: { type: 'int32', role: 'technical' }, ...Object.fromEntries(names.map((name) => [name, { type: 'utf8', role: 'directIdentifier' } as const])) });
    const rows = (parse(readFileSync(path), { columns: true }) as Record<string, string>[])
      .map((row): Row => [Number(row['unique_id']), ...names.map((name) => row[name] === '' ? null : row[name]!)]);
    const untrained: LinkageModel = readSplinkModel(sharedData('linkage/splink/models/saved_model_from_demo.v4.0.16.json')!);
    const people = tableOf(schema, rows);
    const records = await prepareRecords({ people }, { rowKey: 'unique_id', expressions: collectExpressions(untrained), unit: 'byte' });
    const { model, sessions, notes } = await trainModel(records, untrained);
    const blocking = countCandidates(records, model.blocking, model.linkType);
    const pairs = scorePairs(records, model);
    const persons = tableOf(schemaOf({ source: { type: 'utf8', role: 'attribute' }, rowKey: { type: 'int32', role: 'technical' }, entity: { type: 'utf8', role: 'entity' } }), rows.map((row) => ['people', row[0]!, row[6]!]));
    const evaluation = await evaluateLinkage({ pairs, truth: { by: 'entities', table: persons } }, { minMatchWeightBits: 0, linkType: 'dedupe', groups: 0 });
    const errors = await expectErrors(pairs, { matches: { allPairs: blocking.cartesianPairs, prior: model.prior } });
    const findings: LinkageFindings = {
      model, sessions, notes, blocking, records: records.table.records, histogram: await measureWeights(pairs), expectedErrors: await readExpectedErrors(errors.table),
      completeness: measureCompleteness(records), frequencies: measureFrequencyWeights(records, model), cutBits: errors.chosen!.bits,
      accuracy: await readAccuracy(evaluation.table), unlinkables: unlinkableShares(selfMatchWeights(records, model)),
    };
    const html = linkagePage(findings, { title: 'fake_1000' });
    expect([...html.matchAll(/<h2 id="([a-z]+)"/g)].map(([, id]) => id).filter((id) => id !== 'notes')).toEqual(['model', 'blocking', 'links', 'records', 'training']);
    expect(html).toContain('<dd>1,841</dd>');
    expect(html).not.toMatch(/NaN|undefined|\[object/);
    // Not a single name or address of the file.
    const values = new Set(rows.flatMap((row) => row.slice(1)).filter((value) => typeof value === 'string' && value.length > 4));
    const texts = html.replace(/<style>[^]*<\/style>/, '').split(/<[^>]*>/);
    expect(texts.filter((text) => values.has(text.trim()))).toEqual([]);
    const [best] = findings.accuracy!.map(({ f1 }) => f1 ?? 0).sort((left, right) => right - left);
    // Of a curve thinned to 400 cuts the best is that of the whole, or nearly.
    expect(Math.abs(best! - evaluation.best!.f1!)).toBeLessThan(0.01);
    expect(markupText(accuracyChart(findings.accuracy!))).toContain('precision: from ');
    expect(findings.histogram!.reduce((sum, bin) => sum + bin.pairs, 0)).toBe(1841);
  });
});
