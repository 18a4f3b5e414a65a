import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes outside of the heap that may come before they are worth a collection, which takes some hundredths of a second. */
const WORTH_BYTES = 1 << 24;

/**
 * Makes what gives back the memory of arrays that nobody has any more.
 *
 * The engine collects when its heap grows. Arrays lie outside of it: of those that are done with, each thread keeps 64 MiB and more before they
 * are missed. Whoever ends work on large arrays knows better.
 *
 * @returns gives back what is free; it does nothing while less than 16 MiB came since the last time, or where the engine has no such call.
 */
export function memoryReturner(): () => void {
  let kept = process.memoryUsage().external;
  return () => {
    const { external } = process.memoryUsage();
    if (external - kept >= WORTH_BYTES) {
      collector()?.();
      kept = process.memoryUsage().external;
    } else kept = Math.min(kept, external);
  };
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
