import { describe, expect, test } from 'vitest';
import { candidateNirs, type CandidateNirsOptions } from '../../src/audit/index.ts';
import { rowsOf } from '../small-tables.ts';

const options: CandidateNirsOptions = { sexes: [2], years: [84], months: [5], places: ['88321', '2A004'] };

describe('candidate NIRs', () => {
  test('are as many as was said, none twice, in blocks of one text column', async () => {
    const { count, rows } = candidateNirs({ ...options, places: ['88'], highestOrder: 90 });
    expect(count).toBe(990 * 90);
    const values = (await rowsOf(rows)).map(([nir]) => nir as string);
    expect([values.length, new Set(values).size, values[0], values.at(-1)]).toEqual([count, count, '2840588001001', '2840588990090']);
    expect(rows.schema.fields.map(({ name }) => name)).toEqual(['nir']);
  });
  test('are both sexes and every month, unless more is known', () => {
    expect(candidateNirs({ years: [84], places: ['88321'] }).count).toBe(2 * 12 * 999);
    expect(candidateNirs({ ...options, months: [20, 99] }).count).toBe(2 * 2 * 999);
  });
  test('can be read again and again, and stop when told to', async () => {
    const { rows } = candidateNirs({ ...options, highestOrder: 3 });
    const first = await rowsOf(rows);
    expect(first).toEqual([['2840588321001'], ['2840588321002'], ['2840588321003'], ['284052A004001'], ['284052A004002'], ['284052A004003']]);
    expect(await rowsOf(rows)).toEqual(first);
    const stopped = (async () => {
      for await (const batch of rows.open(AbortSignal.abort())) expect(batch.numRows).toBe(0);
    })();
    await expect(stopped).rejects.toThrow('aborted');
  });
  test.each<[string, object, string, string]>([
    ['no year', { years: [] }, 'PLAN_OUT_OF_RANGE', 'years'], ['a year twice', { years: [84, 84] }, 'PLAN_OUT_OF_RANGE', 'years'], ['a whole year', { years: [1984] }, 'PLAN_OUT_OF_RANGE', 'years[0]'],
    ['a month that is none', { months: [13] }, 'PLAN_OUT_OF_RANGE', 'months[0]'], ['a place that is none', { places: ['88321', '00'] }, 'PLAN_OUT_OF_RANGE', 'places[1]'],
    ['a place twice', { places: ['88', '88321'] }, 'PLAN_OUT_OF_RANGE', 'places'], ['another sex', { sexes: [9] }, 'PLAN_OUT_OF_RANGE', 'sexes[0]'], ['an order too high', { highestOrder: 1000 }, 'PLAN_OUT_OF_RANGE', 'highestOrder'],
    ['an unknown option', { communes: [] }, 'PLAN_UNKNOWN_OPTION', 'communes'],
  ])('are refused for %s', (_title, change, code, path) => {
    const attempt = (): unknown => candidateNirs({ ...options, ...change });
    expect(attempt).toThrow(expect.objectContaining({ problems: [expect.objectContaining({ code, path })] }) as Error);
  });
});
