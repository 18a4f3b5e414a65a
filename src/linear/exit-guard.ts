/** The part of Node that is used here; absent elsewhere. */
interface Platform {
  readonly process?: { readonly getBuiltinModule?: (name: string) => unknown };
}

/** Sets an option of the engine; does nothing where there is none. */
type SetFlag = (flag: string) => void;

/**
 * Runs an action during which compiled modules are optimised where they are first called, and never by other threads.
 *
 * A process of Node 20 whose threads still optimise a large module when it has nothing left to do may wait for them for ever.
 * What is called for the first time inside the action is optimised on the spot, so that nothing is left to those threads;
 * modules called outside keep the engine's way.
 *
 * @param action - what to run; it may give a promise, and the guard then lasts until that settles.
 * @returns what the action gives.
 * @throws {Error} what the action throws.
 * @remarks 10 µs a call; the first calls into a module take longer (half a second for linear programs), all others are as fast.
 * @see https://v8.dev/docs/wasm-compilation-pipeline for the two compilers of V8.
 */
export function withExitGuard<Result>(action: () => Result): Result {
  const setFlag = flagSetter();
  setFlag('--no-liftoff');
  let result: Result;
  try {
    result = action();
  } catch (error) {
    setFlag('--liftoff');
    throw error;
  }
  if (result instanceof Promise) return result.finally(() => { setFlag('--liftoff'); }) as Result;
  setFlag('--liftoff');
  return result;
}

let known: SetFlag | undefined;

function flagSetter(): SetFlag {
  known ??= findSetter();
  return known;
}

function findSetter(): SetFlag {
  const { process } = globalThis as unknown as Platform;
  const engine = process?.getBuiltinModule?.('node:v8') as { readonly setFlagsFromString?: SetFlag } | undefined;
  return engine?.setFlagsFromString ?? (() => undefined);
}
