import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the young generation of the heap as small as it is, on this thread and on those that start later.
 *
 * What links files works on arrays, which lie outside of the heap. Left alone, the engine would take 16 MiB and more for the few objects of each
 * thread, to collect them less often. The process belongs to the command: a library would leave it to its owner.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
