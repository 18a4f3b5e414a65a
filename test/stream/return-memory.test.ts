// What is outside of the heap goes when its owner says so, and not before.
import { PerformanceObserver, constants } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { memoryReturner } from '../../src/core/workers/node/return-memory.ts';

const MIB = 1 << 20;
const outside = (): number => process.memoryUsage().external / MIB;

/** Makes arrays that are gone when this returns; the machine has given all their pages. */
function fill(mebibytes: number, array: (bytes: number) => Uint8Array = (bytes) => new Uint8Array(bytes)): number {
  let sum = 0;
  for (let made = 0; made < mebibytes; made += 8) sum += array(8 * MIB).fill(1).byteLength;
  return sum;
}

/** Waits for what is swept beside. */
async function settled(isReached: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 100 && !isReached(); tries++) await sleep(10);
  return isReached();
}

/** Counts the collections that somebody asked for. */
async function forcedDuring(work: () => void): Promise<number> {
  let forced = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { detail } of list.getEntries() as unknown as readonly { readonly detail: { readonly flags: number } }[]) if ((detail.flags & constants.NODE_PERFORMANCE_GC_FLAGS_FORCED) !== 0) forced++;
  });
  observer.observe({ entryTypes: ['gc'] });
  work();
  await sleep(50);
  observer.disconnect();
  return forced;
}

describe('memory outside of the heap', () => {
  test('is given back once nobody has it any more', async () => {
    const before = outside();
    const returnMemory = memoryReturner();
    expect(fill(64)).toBe(64 * MIB);
    returnMemory();
    expect(await settled(() => outside() < before + 16)).toBe(true);
  });

  test('is given back where threads could share it, which the engine does not count', async () => {
    const resident = (): number => process.memoryUsage.rss() / MIB;
    const returnMemory = memoryReturner();
    expect(fill(128, (bytes) => new Uint8Array(new SharedArrayBuffer(bytes)))).toBe(128 * MIB);
    const full = resident();
    returnMemory();
    expect(await settled(() => resident() < full - 64)).toBe(true);
  });

  test('stays where somebody has it', async () => {
    const returnMemory = memoryReturner();
    const kept = new Uint8Array(40 * MIB).fill(7);
    fill(32);
    returnMemory();
    await sleep(20);
    expect(outside()).toBeGreaterThan(40);
    expect([kept[0], kept[40 * MIB - 1]]).toEqual([7, 7]);
  });

  test('is worth a collection from 16 MiB on', async () => {
    memoryReturner()();
    const returnMemory = memoryReturner();
    const kept: Uint8Array[] = [];
    expect(await forcedDuring(() => {
      kept.push(new Uint8Array(4 * MIB).fill(1));
      returnMemory();
    })).toBe(0);
    expect(await forcedDuring(() => {
      kept.push(new Uint8Array(40 * MIB).fill(1));
      returnMemory();
    })).toBeGreaterThan(0);
    // What was there after the last collection does not count again.
    expect(await forcedDuring(returnMemory)).toBe(0);
    expect(kept.length).toBe(2);
  });

  test('is given back without leaving the collector to whoever makes a context', () => {
    const isShown = (): unknown => runInNewContext('typeof globalThis.gc');
    const returnMemory = memoryReturner();
    expect(fill(32)).toBe(32 * MIB);
    returnMemory();
    // A process that was started with the collector in sight keeps it there.
    expect(isShown()).toBe(typeof (globalThis as { readonly gc?: unknown }).gc);
  });
});
