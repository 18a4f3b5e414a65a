// A channel between two who run at once.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { handOver } from '../../../src/core/hand-over.ts';

/** Gives items one after the other, then ends. */
async function giveAll<Item>({ give, end }: ReturnType<typeof handOver<Item>>, items: readonly Item[]): Promise<void> {
  for (const item of items) await give(item);
  end();
}

async function takeAll<Item>(taken: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of taken) items.push(item);
  return items;
}

describe('a hand-over', () => {
  test('passes on every item, in order', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.anything().filter((item) => item !== undefined)), async (items) => {
      const channel = handOver<unknown>();
      const [taken] = await Promise.all([takeAll(channel.taken), giveAll(channel, items)]);
      expect(taken).toEqual(items);
    }), { numRuns: 30 });
  });

  test('lets neither get ahead: an item is given once it was asked for', async () => {
    const { taken, give } = handOver<number>();
    let given = 0;
    const giving = (async () => {
      for (; given < 5; given++) await give(given);
    })();
    const reader = taken[Symbol.asyncIterator]();
    await new Promise((resolve) => { setTimeout(resolve, 5); });
    expect(given).toBe(0);
    expect(await reader.next()).toEqual({ done: false, value: 0 });
    await new Promise((resolve) => { setTimeout(resolve, 5); });
    expect(given).toBeLessThanOrEqual(2);
    for (let item = 1; item < 5; item++) expect((await reader.next()).value).toBe(item);
    await giving;
  });

  test('ends with the very error that the giver told', async () => {
    const { taken, give, fail } = handOver<string>();
    const told = new RangeError('told');
    const seen: string[] = [];
    const taking = (async () => {
      for await (const item of taken) seen.push(item);
    })();
    await give('first');
    fail(told);
    await expect(taking).rejects.toBe(told);
    expect(seen).toEqual(['first']);
    await expect(give('late')).rejects.toBeDefined();
  });

  test('refuses what is given once the taker has left', async () => {
    const { taken, give, end } = handOver<number>();
    const giving = (async () => {
      for (let item = 0; ; item++) await give(item);
    })();
    const outcome = giving.then(() => 'endless', (error: unknown) => (error as Error).message);
    for await (const item of taken) if (item === 2) break;
    expect(await outcome).toBe('nobody takes the items any more');
    // Ending a channel that nobody listens to does nothing.
    end();
    await expect(give(9)).rejects.toBeDefined();
  });

  test('may end before anybody takes, or fail: nothing is left unhandled', async () => {
    const ended = handOver<number>();
    ended.end();
    expect(await takeAll(ended.taken)).toEqual([]);
    const failed = handOver<number>();
    failed.fail(new Error('early'));
    await expect(takeAll(failed.taken)).rejects.toThrow('early');
    handOver<number>().fail(new Error('never taken'));
    await new Promise((resolve) => { setTimeout(resolve, 5); });
  });
});
