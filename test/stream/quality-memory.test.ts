import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundle, run, type Script } from '../child.ts';
import type { QualityFigures, QualityTask } from './quality-memory-child.ts';

let script: Script;
beforeAll(async () => {
  script = await bundle('stream/quality-memory-child.ts');
});
afterAll(() => script.remove());

const PLENTY = 2 ** 31;
const MIB = 2 ** 20;
/** What the garbage of a process makes its peak differ by, from run to run; the benchmark measures at 10 million rows. */
const NOISE_MIB = 90;

async function figures(task: QualityTask): Promise<QualityFigures> {
  const [line] = await run<QualityFigures>(script, task);
  return line!;
}

describe('memory of cleaning and checks', () => {
  test('does not grow with the rows', async () => {
    const few = await figures({ checks: 'rows', rows: 20_000, maxMemoryBytes: PLENTY });
    const many = await figures({ checks: 'rows', rows: 100_000, maxMemoryBytes: PLENTY });
    expect(many.rows).toBe(5 * few.rows);
    expect(many.failures).toBe(5 * few.failures);
    expect(many.peakMiB - few.peakMiB).toBeLessThan(NOISE_MIB);
  }, 240_000);

  test('grows by at most 32 bytes a distinct key, and not at all where keys are spilled, with the same answer', async () => {
    const few = await figures({ checks: 'keys', rows: 200_000, maxMemoryBytes: PLENTY });
    const many = await figures({ checks: 'keys', rows: 800_000, maxMemoryBytes: PLENTY });
    expect(many.spilledMiB).toBe(0);
    expect(many.peakMiB - few.peakMiB).toBeLessThan((32 * 600_000) / MIB + NOISE_MIB);
    const spilling = await figures({ checks: 'keys', rows: 800_000, maxMemoryBytes: 4 * MIB });
    expect(spilling.spilledMiB).toBeGreaterThan(10);
    expect(spilling.failures).toBe(many.failures);
    expect(many.failures).toBe(4 * few.failures);
    expect(spilling.peakMiB - few.peakMiB).toBeLessThan(NOISE_MIB);
  }, 240_000);
});
