/** Gives the one result of a computation. */
export interface Remembered<Result> {
  (signal?: AbortSignal): Promise<Result>;
  /** Lets go of the result: whoever asks afterwards has it computed anew. */
  forget(): void;
}

/**
 * Computes once and shares the result. A failed attempt is forgotten, so that the next one starts afresh; who shared
 * an attempt that its starter aborted starts another.
 *
 * @param compute - what to compute; the signal is that of whoever asks first.
 * @returns a function that gives the one result.
 */
export function remember<Result>(compute: (signal?: AbortSignal) => Promise<Result>): Remembered<Result> {
  let pending: { readonly result: Promise<Result>; readonly signal: AbortSignal | undefined } | undefined;
  const ask = async (signal?: AbortSignal): Promise<Result> => {
    for (;;) {
      signal?.throwIfAborted();
      const attempt = (pending ??= { result: compute(signal), signal });
      try {
        return await attempt.result;
      } catch (error) {
        if (pending === attempt) pending = undefined;
        if (attempt.signal === signal || attempt.signal?.aborted !== true) throw error;
      }
    }
  };
  return Object.assign(ask, { forget: () => { pending = undefined; } });
}
