// The models that Splink publishes, of versions 3, 4 and 5: read, used on fake_1000, and given back.
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { compileComparisons } from '../../../src/link/compare/compile-comparisons.ts';
import { collectExpressions } from '../../../src/link/compile/expression-list.ts';
import { formatModel, modelNotes, parseModel, type LinkageModel } from '../../../src/link/model/index.ts';
import { prepareRecords } from '../../../src/link/records/prepare-records.ts';
import { fromSplink, toSplink } from '../../../src/link/splink/index.ts';
import { describeWithData, sharedData } from '../../shared-data.ts';
import { schemaOf, tableOf, type Row } from '../../small-tables.ts';
import { readSplinkModel } from '../read-splink-model.ts';

type Line = Readonly<Record<string, string>>;

const text = (file: string): string => readFileSync(sharedData(`linkage/splink/models/${file}`)!, 'utf8');
const FILES = ['model_h50k.json', 'real_time_settings.json', 'saved_model_from_demo.json', 'saved_model_from_demo.v3.9.15.json', 'saved_model_from_demo.v4.0.16.json'];
const NAMES = ['first_name', 'surname', 'dob', 'city', 'email'];

describeWithData('models of Splink', 'linkage/splink/models', (folder) => {
  test('there are no others', () => {
    expect(readdirSync(folder).sort()).toEqual(FILES);
  });

  test.each(FILES)('%s comes back as it was, through the text of our own file too', (file) => {
    const model = fromSplink(text(file));
    expect(toSplink(model)).toEqual(JSON.parse(text(file)));
    expect(toSplink(parseModel(formatModel(model)))).toEqual(JSON.parse(text(file)));
    expect(JSON.stringify(toSplink(model))).not.toMatch(/completion|omitted/);
  });

  // A second reading, by regular expressions and made for these files only: see test/link/read-splink-model.ts.
  test.each(FILES.filter((file) => !file.includes('v3')))('%s means what another reading finds in it', (file) => {
    const one = fromSplink(text(file));
    const other = readSplinkModel(sharedData(`linkage/splink/models/${file}`)!);
    const meaning = ({ linkType, prior, blocking, comparisons }: LinkageModel): unknown => ({
      linkType, prior,
      blocking: blocking.map((rule) => ('any' in rule ? rule.any : rule.on)),
      // A cast of text to text is nothing to the other reading.
      comparisons: comparisons.map(({ name, levels }) => ({ name, levels: levels.map(({ when, u, isNull, termFrequency }) => ({ when: JSON.stringify(when).replaceAll(',"derive":[{"op":"toText"}]', ''), u, isNull, termFrequency })) })),
    });
    expect(meaning(one)).toEqual(meaning(other));
  });

  test('say so where their shares do not sum to 1', () => {
    expect(modelNotes(fromSplink(text('saved_model_from_demo.v3.9.15.json')))).toEqual([]);
    expect(modelNotes(fromSplink(text('saved_model_from_demo.v4.0.16.json')))).toContain('comparisons[4]: some m are unknown until they are estimated');
  });
});

describeWithData('levels on fake_1000', 'linkage/splink/fake_1000.csv', (path) => {
  test.each([
    ['v3', 'saved_model_from_demo.v3.9.15.json'], ['v4', 'saved_model_from_demo.v4.0.16.json'], ['v5', 'saved_model_from_demo.json'], ['realtime', 'real_time_settings.json'],
  ])('are those that Splink finds with its model of the form %s', async (name, file) => {
    const rows = (parse(readFileSync(path), { columns: true }) as Line[]).map((row): Row => [Number(row['unique_id']), ...NAMES.map((column) => (row[column] === '' ? null : row[column]!))]);
    const schema = schemaOf({ unique_id: { type: 'int32', role: 'technical' }, ...Object.fromEntries(NAMES.map((column) => [column, { type: 'utf8', role: 'directIdentifier' } as const])) });
    const model = fromSplink(text(file));
    const records = await prepareRecords({ fake: tableOf(schema, rows) }, { rowKey: 'unique_id', expressions: collectExpressions(model), unit: model.unit });
    const kernels = compileComparisons(model, records);
    // Null comes first in these models; the rest is numbered from the last one, 0, up.
    const gamma = (comparison: number, level: number): number => (level === 0 ? -1 : model.comparisons[comparison]!.levels.length - 1 - level);
    for (const pair of parse(readFileSync(`test/link/fixtures/fake_1000.${name}.pairs.csv`), { columns: true }) as Line[]) {
      const [left, right] = [Number(pair['unique_id_l']), Number(pair['unique_id_r'])];
      expect(kernels.map((kernel, index) => gamma(index, kernel.levelOf(left, right))), `${left} and ${right}`).toEqual(NAMES.map((column) => Number(pair[`gamma_${column}`])));
    }
  });
});
