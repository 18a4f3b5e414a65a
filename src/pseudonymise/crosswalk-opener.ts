import { z } from 'zod';
import type { Dataset } from '../core/dataset.ts';
import { DataError } from '../core/errors.ts';
import type { ColumnDeclaration } from '../core/field.ts';
import { checkOptions, type OptionsSchema } from '../core/options.ts';
import { byteDictionary } from '../group/index.ts';
import { CODE_BYTES } from '../keyed/index.ts';
import { sealingKey } from './crosswalk-keys.ts';
import { checkCrosswalk, crosswalkDeclarations, readCrosswalk } from './crosswalk-table.ts';
import type { PseudonymDescription } from './description.ts';
import { codeOffsets } from './kernel/known-persons.ts';
import { openPerson } from './kernel/seal-persons.ts';
import { contextName, secretBytes } from './policy-options.ts';
import { formNamed } from './profile.ts';

/** What a crosswalk is opened with. */
export interface CrosswalkOpenerOptions {
  readonly project: string;
  readonly domain: string;
  /** A profile, for example `nir/v1` or `composite/v1(nir/v1,date/v1)`. */
  readonly profile: string;
  /** Uint8Array(32): the key of the crosswalk. */
  readonly secretKey: Uint8Array;
}

const openerOptions: OptionsSchema<CrosswalkOpenerOptions> = z.strictObject({ project: contextName, domain: contextName, profile: z.string().max(400), secretKey: secretBytes });

/**
 * Finds for which values codes stand. Every use is a re-identification: whoever offers it to others keeps a log of who asked
 * and why.
 *
 * @param crosswalk - the crosswalk of the codes.
 * @param codes - the codes asked for, 16 bytes each, each once.
 * @param options - see {@link CrosswalkOpenerOptions}; the key is read at once and not kept.
 * @param signal - aborts the reading.
 * @returns for each code its normalised value in UTF-8, or `null` when the crosswalk does not have it.
 * @throws {PlanError} if an option is wrong, the table is no crosswalk, or it is of another key, project, domain or profile.
 * @throws {DataError} for a crosswalk that was changed; see {@link readCrosswalk}.
 * @remarks One pass; opens the seals of the codes asked for only.
 */
export async function findInCrosswalk(crosswalk: Dataset, codes: readonly Uint8Array[], options: CrosswalkOpenerOptions, signal?: AbortSignal): Promise<(Uint8Array | null)[]> {
  const { secretKey, ...context } = checkOptions(openerOptions, options);
  const form = formNamed(context.profile);
  const key = sealingKey(context, secretKey);
  try {
    const description = describeCrosswalk(context, key.fingerprint);
    checkCrosswalk(crosswalk.schema, form, description);
    const cipher = key.cipher();
    const asked = byteDictionary();
    asked.encode(codeOffsets(codes.length), concatenated(codes), null, codes.length, new Int32Array(codes.length));
    const found: (Uint8Array | null)[] = codes.map(() => null);
    let firstRow = 0;
    for await (const { rows, codes: there, seals } of readCrosswalk(crosswalk, key.fingerprint, signal)) {
      for (let row = 0; row < rows; row++) {
        const place = codes.length === 0 ? -1 : asked.find(there, CODE_BYTES * row, CODE_BYTES * (row + 1));
        if (place < 0) continue;
        const value = openPerson(cipher, there.subarray(CODE_BYTES * row, CODE_BYTES * (row + 1)), seals.bytes.subarray(seals.offsets[row]!, seals.offsets[row + 1]!), form.width === null);
        if (value === null) throw new DataError('DATA_INVALID', 'a sealed identifier does not open beside its code', { source: 'crosswalk', column: 'identifier', firstRow: firstRow + row + 1 });
        found[place] = value;
      }
      firstRow += rows;
    }
    return found;
  } finally {
    key.wipe();
  }
}

/**
 * Declares the columns of a crosswalk, to read it from a file.
 *
 * @param profile - the profile of its values.
 * @returns declarations by name.
 * @throws {PlanError} if there is no such profile.
 */
export function declareCrosswalk(profile: string): Readonly<Record<string, ColumnDeclaration>> {
  return crosswalkDeclarations(formNamed(profile));
}

function describeCrosswalk(context: Pick<PseudonymDescription, 'project' | 'domain' | 'profile'>, fingerprint: string): PseudonymDescription {
  return { policy: 'random', algorithm: 'HMAC-SHA-256', bits: 8 * CODE_BYTES, ...context, fingerprint, reversibility: 'crosswalk' };
}

function concatenated(codes: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(CODE_BYTES * codes.length);
  codes.forEach((code, index) => {
    all.set(code, CODE_BYTES * index);
  });
  return all;
}
