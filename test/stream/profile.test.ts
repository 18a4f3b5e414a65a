import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeBatch } from '../../src/core/arrow.ts';
import { fromAsyncIterable, type Dataset } from '../../src/core/dataset.ts';
import { declareSchema } from '../../src/core/field.ts';
import { textColumn } from '../../src/core/rejects.ts';
import { profile } from '../../src/quality/index.ts';
import { bundle, run, type Script } from '../child.ts';
import type { ProfileFigures } from './profile-memory-child.ts';

const SCHEMA = declareSchema({ name: { type: 'utf8', role: 'directIdentifier' } });

/** A source of many batches that tells whether it was closed, and may fail on the way. */
function source(fails: boolean): { readonly dataset: Dataset; readonly isClosed: () => boolean } {
  let closed = false;
  const dataset = fromAsyncIterable(SCHEMA, async function* (signal) {
    try {
      for (let part = 0; part < 1000; part++) {
        signal?.throwIfAborted();
        if (fails && part === 3) throw new TypeError('the source failed');
        // A turn of the event loop, in which an abort can come.
        await new Promise((resolve) => { setTimeout(resolve); });
        yield makeBatch(SCHEMA, [textColumn([`name ${part}`, null])], 2);
      }
    } finally {
      closed = true;
    }
  });
  return { dataset, isClosed: () => closed };
}

describe('a profile that does not come to its end', () => {
  test('closes its source when the source fails', async () => {
    const { dataset, isClosed } = source(true);
    await expect(profile(dataset)).rejects.toThrow('the source failed');
    expect(isClosed()).toBe(true);
  });

  test('closes its source when it is aborted', async () => {
    const { dataset, isClosed } = source(false);
    const controller = new AbortController();
    const pending = profile(dataset, {}, { signal: controller.signal });
    setTimeout(() => { controller.abort(); }, 20);
    await expect(pending).rejects.toThrow(/abort/i);
    expect(isClosed()).toBe(true);
  });

  test('closes its source when it runs out of memory', async () => {
    const { dataset, isClosed } = source(false);
    await expect(profile(dataset, {}, { fold: { spill: null, maxMemoryBytes: 10 } })).rejects.toThrow(/DATA_MEMORY_LIMIT/);
    expect(isClosed()).toBe(true);
  });
});

describe('memory', () => {
  let script: Script;
  beforeAll(async () => {
    script = await bundle('stream/profile-memory-child.ts');
  });
  afterAll(() => script.remove());

  test('of a process that profiles does not grow with the rows, when no value comes twice', async () => {
    const figures = async (rows: number): Promise<ProfileFigures> => (await run<ProfileFigures>(script, { rows }, ['--expose-gc']))[0]!;
    const few = await figures(200_000);
    const many = await figures(800_000);
    expect([few.rows, many.rows]).toEqual([200_000, 800_000]);
    expect(Math.abs(many.distinct / 800_000 - 1)).toBeLessThan(0.04);
    expect(many.peakMiB).toBeLessThan(300);
    expect(many.peakMiB - few.peakMiB).toBeLessThan(40);
  });
});
