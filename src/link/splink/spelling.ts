import { PlanError } from '../../core/errors.ts';
import { isSameData } from '../model/same-data.ts';

/** An object of Splink's file. */
export type SplinkObject = Readonly<Record<string, unknown>>;

/** How an object of Splink's file differs from what we would write: what it said in other words, and what it left out. */
export interface Spelling {
  readonly kept?: SplinkObject;
  readonly omitted?: readonly string[];
}

/**
 * Notes how an object of Splink's file is written.
 *
 * @param given - the object.
 * @param written - what we would write for what it means.
 * @returns the differences; empty where there are none.
 */
export function spellingOf(given: SplinkObject, written: SplinkObject): Spelling {
  const kept = Object.entries(given).filter(([name, value]) => !Object.hasOwn(written, name) || !isSameData(value, written[name]));
  const omitted = Object.keys(written).filter((name) => !Object.hasOwn(given, name));
  return { ...(kept.length === 0 ? {} : { kept: Object.fromEntries(kept) }), ...(omitted.length === 0 ? {} : { omitted }) };
}

/**
 * Writes an object as it was written before, as far as that still means the same.
 *
 * @param written - what we would write.
 * @param spelling - how it was written.
 * @param means - tells whether an object means what is to be written; a `PlanError` says no.
 * @returns the object.
 */
export function respell(written: SplinkObject, { kept = {}, omitted = [] }: Spelling, means: (candidate: SplinkObject) => boolean): SplinkObject {
  let object = written;
  const propose = (candidate: SplinkObject): void => {
    try {
      if (means(candidate)) object = candidate;
    } catch (error) {
      if (!(error instanceof PlanError)) throw error;
    }
  };
  for (const name of omitted) propose(Object.fromEntries(Object.entries(object).filter(([member]) => member !== name)));
  for (const [name, value] of Object.entries(kept)) propose({ ...object, [name]: value });
  return object;
}
