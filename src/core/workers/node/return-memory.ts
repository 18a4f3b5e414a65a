import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Bytes that process and thread may take before they are worth a collection, which takes some hundredths of a second. What the process takes
 * is mostly what other threads have, and need.
 */
const WORTH_BYTES: readonly number[] = [1 << 25, 1 << 24];

/**
 * Makes what gives back the memory of arrays that nobody has any more.
 *
 * The engine collects when its heap grows. Arrays lie outside of it: of those that are done with, each thread keeps 64 MiB and more before they
 * are missed, and shared ones it does not count at all. Whoever ends work on large arrays, or begins it, knows better.
 *
 * @returns gives back what is free; it does nothing while since the last time the process took less than 32 MiB and the thread less than 16, or
 *   where the engine has no such call.
 */
export function memoryReturner(): () => void {
  let kept = heldBytes();
  return () => {
    const held = heldBytes();
    if (held.some((bytes, of) => bytes - kept[of]! >= WORTH_BYTES[of]!)) {
      collector()?.();
      kept = heldBytes();
    } else kept = kept.map((bytes, of) => Math.min(bytes, held[of]!));
  };
}

/** What the process has, and what this thread has outside of its heap. */
function heldBytes(): readonly number[] {
  const { rss, external } = process.memoryUsage();
  return [rss, external];
}

type Collector = () => void;

let found: Collector | null | undefined;

/** The engine's own collector, which it shows to contexts that are made while a flag is set; the flag is the process's, and is taken back. */
function collector(): Collector | null {
  if (found !== undefined) return found;
  const own = (globalThis as { readonly gc?: Collector }).gc;
  found = own ?? shownCollector();
  return found;
}

function shownCollector(): Collector | null {
  try {
    setFlagsFromString('--expose-gc');
    const shown: unknown = runInNewContext('globalThis.gc');
    return typeof shown === 'function' ? (shown as Collector) : null;
  } catch {
    return null;
  } finally {
    setFlagsFromString('--no-expose-gc');
  }
}
