// Which truth files tell, of which form, and what a page of a run shows: judged pairs, all matches, sources in parts.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Problem } from '../../src/core/errors.ts';
import type { LinkageModel } from '../../src/link/index.ts';
import { evaluateFiles, linkFiles, proposeFiles, type EvaluateFilesOptions } from '../../src/plan/node/index.ts';
import { writeFile } from '../../src/write/node/index.ts';
import { schemaOf, tableOf } from '../small-tables.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-link-labels-'));
const at = (name: string): string => join(folder, name);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const name = { column: 'name' };
const model: LinkageModel = {
  version: 1, linkType: 'dedupe', prior: 0.1, unit: 'codePoint', blocking: [{ on: [{ of: name }] }],
  comparisons: [{
    name: 'name',
    levels: [
      { label: 'missing', when: { kind: 'null', of: name }, m: null, u: null, isNull: true },
      { label: 'same', when: { kind: 'equal', of: name }, m: 0.9, u: 0.01 },
      { label: 'other', when: { kind: 'otherwise' }, m: 0.1, u: 0.99 },
    ],
  }],
};

/** Three records of Anne, two of Bob, one of Cleo: four pairs have one name. */
const ROWS = ['1,Anne', '2,Anne', '3,Anne', '4,Bob', '5,Bob', '6,Cleo'];
const written = (file: string, text: string): string => {
  writeFileSync(at(file), text);
  return at(file);
};
beforeAll(() => {
  written('all.csv', `id,name\n${ROWS.join('\n')}\n`);
});

const inputs = { all: at('all.csv') };
const counts = async (labels: EvaluateFilesOptions['labels'] & object, more: Partial<EvaluateFilesOptions> = {}): Promise<(number | null)[]> => {
  const { measured } = await evaluateFiles(model, { inputs, rowKey: 'id', minMatchWeightBits: [0], labels, ...more });
  const [cut] = measured!.cuts;
  return [cut!.truePositives, cut!.falsePositives, cut!.falseNegatives, measured!.lostToBlocking];
};
const refusal = async (work: Promise<unknown>): Promise<string> => {
  const { code, problems, message } = await work.then(() => { throw new Error('expected a refusal'); }, (error: unknown) => error as { readonly code: string; readonly message: string; readonly problems?: readonly Problem[] });
  expect(message).not.toMatch(/Anne|Cleo|SECRET/);
  return problems === undefined ? code : problems.map((problem) => `${problem.code} ${problem.path}`).join(', ');
};

describe('all matches', () => {
  test('that are told through others count as well: two pairs of three records are three', async () => {
    const chain = written('chain.csv', 'leftRowKey,rightRowKey\n1,2\n2,3\n4,6\n');
    // Found: the three of Anne. Wrong: the two Bobs. Missed, since no rule gives it: Bob and Cleo.
    expect(await counts({ matches: chain })).toEqual([3, 1, 1, 1]);
  });

  test('may be given twice and from either side, and be two columns of any name', async () => {
    expect(await counts({ matches: written('twice.csv', 'a,b\n1,2\n2,1\n1,2\n') })).toEqual([1, 3, 0, 0]);
  });

  test('may be none: every link is wrong then', async () => {
    await writeFile(at('none.parquet'), tableOf(schemaOf({ leftRowKey: { type: 'utf8', role: 'technical' }, rightRowKey: { type: 'utf8', role: 'technical' } }), []));
    expect(await counts({ matches: at('none.parquet') })).toEqual([0, 4, 0, 0]);
  });

  test('are of records that there are', async () => {
    expect(await refusal(counts({ matches: written('strange.csv', 'a,b\n1,SECRET\n') }))).toBe('DATA_INVALID');
    expect(await refusal(counts({ matches: at('nowhere.csv') }))).toBe('DATA_FILE_MISSING');
    expect(await refusal(counts({ matches: written('one-column.csv', 'a\n1\n') }))).toBe('PLAN_MISSING matches');
  });
});

describe('judged pairs', () => {
  test('are judged 1 and 0, or true and false; others are not judged', async () => {
    for (const [file, yes, no] of [['numbers.csv', '1', '0'], ['words.csv', 'true', 'false']] as const) {
      expect(await counts({ file: written(file, `leftRowKey,rightRowKey,isMatch\n1,2,${yes}\n4,5,${no}\n3,6,${yes}\n5,6,${no}\n`) })).toEqual([1, 1, 1, 1]);
    }
  });

  test('may have a score in place of a judgement, and need one of the two', async () => {
    expect(await counts({ file: written('scores.csv', 'leftRowKey,rightRowKey,matchScore\n1,2,1\n4,5,0\n') })).toEqual([1, 1, 0, 0]);
    expect(await refusal(counts({ file: written('bare.csv', 'leftRowKey,rightRowKey\n1,2\n') }))).toBe('PLAN_MISSING labels');
    expect(await refusal(counts({ file: written('half.csv', 'leftRowKey,isMatch\n1,1\n') }))).toBe('PLAN_UNKNOWN_COLUMN labels.rightRowKey');
    expect(await refusal(counts({ file: written('half-source.csv', 'rightSource,leftRowKey,rightRowKey,isMatch\nall,1,2,1\n') }))).toBe('PLAN_MISSING labels');
  });

  test('may be in a Parquet file as in a CSV file', async () => {
    const key = { type: 'utf8', role: 'technical' } as const;
    await writeFile(at('judged.parquet'), tableOf(schemaOf({ leftRowKey: key, rightRowKey: key, isMatch: { type: 'bool', role: 'attribute' } }), [['1', '2', true], ['4', '5', false]]));
    expect(await counts({ file: at('judged.parquet') })).toEqual([1, 1, 0, 0]);
  });
});

describe('a source', () => {
  test('may lie in parts, by a list or a pattern, and is the same then', async () => {
    written('part-1.csv', `id,name\n${ROWS.slice(0, 2).join('\n')}\n`);
    written('part-2.csv', `id,name\n${ROWS.slice(2).join('\n')}\n`);
    const link = async (all: string | readonly string[]): Promise<unknown> => linkFiles(model, { inputs: { all }, rowKey: 'id', minMatchWeightBits: 0, decide: { by: 'components' } });
    const whole = await link(at('all.csv'));
    expect(whole).toMatchObject({ rows: { all: 6 }, findings: { links: 4 } });
    for (const parts of [[at('part-1.csv'), at('part-2.csv')], at('part-*.csv')]) expect(await link(parts)).toEqual(whole);
    expect(await counts({ matches: written('two.csv', 'a,b\n1,3\n') }, { inputs: { all: at('part-*.csv') } })).toEqual([1, 3, 0, 0]);
  });

  test('has row keys of its own in every row, in all of its parts', async () => {
    const twice = { inputs: { all: [at('all.csv'), at('part-1.csv')] }, rowKey: 'id', minMatchWeightBits: 0, decide: { by: 'components' as const } };
    expect(await refusal(linkFiles(model, twice))).toMatch(/^DATA_/);
    expect(await refusal(linkFiles(model, { ...twice, inputs: { all: written('empty-key.csv', 'id,name\n1,Anne\n,SECRET\n') } }))).toMatch(/^DATA_/);
  });

  test('lacks every column that is told, at once', async () => {
    expect(await refusal(counts({ column: 'person' }, { rowKey: 'key' }))).toBe('PLAN_UNKNOWN_COLUMN all.key, PLAN_UNKNOWN_COLUMN all.person');
    expect(await refusal(proposeFiles({ inputs, rowKey: 'id', columns: ['nam', 'name', 'born'], without: ['x'] }))).toBe('PLAN_UNKNOWN_COLUMN columns, PLAN_UNKNOWN_COLUMN columns, PLAN_UNKNOWN_COLUMN without');
  });
});

describe('a page', () => {
  const link = (page: string, more: object = {}): Promise<unknown> => linkFiles(model, { inputs, rowKey: 'id', minMatchWeightBits: 0, decide: { by: 'components' }, page, ...more });

  test('shows the run in the language that is asked for, and no value', async () => {
    await link(at('page.html'));
    await link(at('page-fr.html'), { language: 'fr' });
    const [english, french] = ['page.html', 'page-fr.html'].map((file) => readFileSync(at(file), 'utf8'));
    expect([english, french].map((page) => /<html[^>]* lang="(\w+)"/.exec(page!)?.[1])).toEqual(['en', 'fr']);
    for (const page of [english, french]) {
      expect(page).toContain('<svg');
      expect(page).not.toMatch(/Anne|Bob|Cleo|<script/);
    }
    expect(english).not.toBe(french);
  });

  test('is not written over what is read, nor without a model', async () => {
    const before = readFileSync(at('all.csv'), 'utf8');
    expect(await refusal(link(at('all.csv')))).toBe('PLAN_OUTPUT_PATH page');
    expect(await refusal(link(at('same.html'), { pairs: at('same.html') }))).toBe('PLAN_OUTPUT_PATH page');
    expect(readFileSync(at('all.csv'), 'utf8')).toBe(before);
    const rules = { inputs, rowKey: 'id', decide: { by: 'components' }, linkType: 'dedupe', deterministic: { passes: [{ on: [{ of: name }] }], duplicateFree: [], takes: 'all', then: 'add' }, page: at('rules.html') };
    expect(await refusal(linkFiles(null, rules as never))).toBe('PLAN_OUT_OF_RANGE page');
    expect([existsSync(at('same.html')), existsSync(at('rules.html'))]).toEqual([false, false]);
  });
});
