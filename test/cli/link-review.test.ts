// The commands of a clerical review, from end to end: pairs are drawn, people judge them, and precision and recall follow.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LinkageModel, ReviewedQuality } from '../../src/link/index.ts';
import { drawReviewFiles } from '../../src/node.ts';
import { a423 } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-link-review-'));
const at = (name: string): string => join(folder, name);
const SECRET = 'Quetzalcoatl';

const [name, born] = [{ column: 'name' }, { column: 'born' }];
const model: LinkageModel = {
  version: 1, linkType: 'dedupe', prior: 0.05, unit: 'codePoint',
  blocking: [{ on: [{ of: born }] }],
  comparisons: [name, born].map((of) => ({
    name: of.column,
    levels: [
      { label: 'missing', when: { kind: 'null', of }, m: null, u: null, isNull: true },
      { label: 'same', when: { kind: 'equal', of }, m: 0.9, u: 0.01 },
      { label: 'other', when: { kind: 'otherwise' }, m: 0.1, u: 0.99 },
    ],
  })),
};

/** Of 60 persons, each born in a year of its own, and their copies: every fourth copy has another name. A stranger is born in every third year. */
const records = Array.from({ length: 60 }, (_, person) => [
  `p${person},${person === 7 ? SECRET : `Name${person}`},${1900 + person}`, `c${person},${person % 4 === 0 ? 'Other' : person === 7 ? SECRET : `Name${person}`},${1900 + person}`,
  ...(person % 3 === 0 ? [`s${person},Stranger${person},${1900 + person}`] : []),
]).flat();

beforeAll(() => {
  writeFileSync(at('all.csv'), `id,name,born\n${records.join('\n')}\n`);
  writeFileSync(at('model.json'), JSON.stringify(model));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const draw = (out: string, ...words: string[]): ReturnType<typeof a423> => a423('link', 'draw-review', at('model.json'), '--left', at('all.csv'), '--row-key', 'id', '--min-bits', '3', '--seed', '7', '--out', at(out), ...words);
const linesOf = (file: string): string[] => readFileSync(at(file), 'utf8').trim().split('\n');
const isMatch = (left: string, right: string): boolean => left.slice(1) === right.slice(1) && !`${left}${right}`.includes('s');

/** Judges the drawn pairs as somebody who is always right. */
function judged(file: string, judge = (left: string, right: string): string => (isMatch(left, right) ? '1' : '0')): string {
  const [header, ...rows] = linesOf(file);
  const column = header!.split(',').indexOf('isMatch');
  const filled = rows.map((row) => {
    const cells = row.split(',');
    return cells.with(column, judge(cells[1]!, cells[3]!)).join(',');
  });
  writeFileSync(at('judged.csv'), `${[header, ...filled].join('\n')}\n`);
  return at('judged.csv');
}

describe('drawing a review', () => {
  test('writes so many pairs without any judgement, for their owner only, the same each time, and no value', async () => {
    const { status, out, err } = await draw('some.csv', '--reviews', '30');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(/^30 of 100 pairs drawn, from \d+ strata\n/);
    expect(statSync(at('some.csv')).mode & 0o777).toBe(0o600);
    const [header, ...rows] = linesOf('some.csv');
    expect(header).toBe('leftSource,leftRowKey,rightSource,rightRowKey,matchWeightBits,matchProbability,stratum,inclusionProbability,use,isMatch');
    expect(rows.every((row) => row.endsWith(',evaluate,'))).toBe(true);
    expect(rows).toHaveLength(30);
    expect(readFileSync(at('some.csv'), 'utf8') + out).not.toContain(SECRET);
    await draw('again.csv', '--reviews', '30');
    expect(linesOf('again.csv')).toEqual(linesOf('some.csv'));
  });

  test('lays pairs aside for training where it is told to', async () => {
    await draw('train.csv', '--reviews', '60', '--train-share', '0.5');
    expect(linesOf('train.csv').filter((line) => line.includes(',train,')).length).toBeGreaterThan(20);
  });

  test('refuses to go without what nobody but its user can choose, and to write over what it reads', async () => {
    for (const missing of ['--min-bits', '--seed', '--reviews', '--out']) {
      const words = ['--row-key', 'id', '--left', at('all.csv'), '--min-bits', '3', '--seed', '7', '--reviews', '9', '--out', at('none.csv')];
      words.splice(words.indexOf(missing), 2);
      expect(await a423('link', 'draw-review', at('model.json'), ...words)).toMatchObject({ status: 2, err: expect.stringContaining(missing) as string });
    }
    expect(await draw('all.csv', '--reviews', '9')).toMatchObject({ status: 3, err: expect.stringContaining('PLAN_OUTPUT_PATH') as string });
    expect(await draw('none.csv', '--reviews', '1.5')).toMatchObject({ status: 3 });
    await expect(drawReviewFiles(model, { inputs: { all: at('all.csv') }, rowKey: 'id', minMatchWeightBits: 3, reviews: 9, seed: 1, out: at('none.csv'), sed: 1 } as never)).rejects.toThrow('PLAN_UNKNOWN_OPTION');
    expect(existsSync(at('none.csv'))).toBe(false);
  });
});

describe('estimating from a review', () => {
  const estimated = async (file: string, ...words: string[]): Promise<ReviewedQuality> => {
    const { out, err } = await a423('link', 'estimate-review', file, '--min-bits', '3', '--json', ...words);
    expect(err).toBe('');
    return JSON.parse(out) as ReviewedQuality;
  };

  test('of every pair is the truth: 45 of the 60 pairs of a person have one name and are linked, and no other', async () => {
    await draw('every.csv', '--reviews', '1000');
    const { precision, recall, reviewed, open } = await estimated(judged('every.csv'));
    expect([precision!.estimate, precision!.low, recall!.estimate, recall!.high, reviewed, open]).toEqual([1, 1, 0.75, 0.75, 100, 0]);
    const { out } = await a423('link', 'estimate-review', judged('every.csv'), '--min-bits', '3');
    expect(out).toContain('100 pairs judged, 0 left open\n  precision  100.00 %, from 100.00 % to 100.00 % with 95 %\n  recall     75.00 %, from 75.00 %');
    expect(out).toContain('conditional on blocking');
  });

  test('of some pairs holds the truth within its interval, words in place of digits, some left open', async () => {
    await draw('sixty.csv', '--reviews', '60');
    let pair = 0;
    const { precision, recall, open } = await estimated(judged('sixty.csv', (left, right) => (pair++ % 10 === 9 ? '' : String(isMatch(left, right)))));
    expect(open).toBe(6);
    expect(precision!.low).toBeLessThan(1);
    expect(precision!.high).toBe(1);
    expect(recall!.low).toBeLessThan(0.75);
    expect(recall!.high).toBeGreaterThan(0.75);
  });

  test('refuses files that nobody judged, that are no review, and another cut', async () => {
    expect(await a423('link', 'estimate-review', at('every.csv'), '--min-bits', '3')).toMatchObject({ status: 4, err: expect.stringContaining('nobody decided') as string });
    expect(await a423('link', 'estimate-review', at('all.csv'), '--min-bits', '3')).toMatchObject({ status: 3, err: expect.stringContaining('review.stratum') as string });
    expect(await a423('link', 'estimate-review', judged('every.csv'), '--min-bits', '-1000')).toMatchObject({ status: 0 });
    expect(await a423('link', 'estimate-review', judged('every.csv'))).toMatchObject({ status: 2 });
    expect(await a423('link', 'estimate-review', at('nowhere.csv'), '--min-bits', '3')).toMatchObject({ status: 4 });
  });
});
