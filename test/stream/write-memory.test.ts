import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundle, run, type Script } from '../child.ts';
import type { WriteFigures, WriteTask } from './write-memory-child.ts';

let script: Script;
beforeAll(async () => {
  script = await bundle('stream/write-memory-child.ts');
});
afterAll(() => script.remove());

async function figures(task: WriteTask): Promise<WriteFigures> {
  const [line] = await run<WriteFigures>(script, task);
  return line!;
}

describe('memory', () => {
  // Measured: 139 MiB at 0.1, 189 at 1 and 212 at 5 million rows of Parquet; 127 and 152 MiB of Arrow. The ceilings leave
  // room for other machines.
  test.each([['parquet', 320], ['arrow', 260]] as const)('of a process that writes %s does not grow with the rows', async (format, ceiling) => {
    const few = await figures({ format, rows: 300_000 });
    const many = await figures({ format, rows: 1_200_000 });
    expect(many.bytes).toBeGreaterThan(3.5 * few.bytes);
    expect(many.peakMiB).toBeLessThan(ceiling);
    expect(many.peakMiB - few.peakMiB).toBeLessThan(80);
  });
});
