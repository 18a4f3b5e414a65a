import { createHash } from 'node:crypto';
import type { Dataset } from '../../core/dataset.ts';
import { ProtectionError } from '../../core/errors.ts';
import { csvBytes } from '../../write/index.ts';
import { isSameTable } from '../release-rules.ts';
import type { Plan } from '../plan.ts';

/** Looks at one finished output after the other. */
export type CompareContents = (name: string, rows: Dataset, signal?: AbortSignal) => Promise<void>;

/**
 * Starts to compare public outputs of one table: they are one publication in several files only as long as they hold the same rows.
 * Two patterns of one table would be differences of each other.
 *
 * @param plan - the plan; an output that is the only public one of its table is not read.
 * @returns what each finished output is given to, as it is read from its file; throws `PROTECTION_DIFFERENCING` for one that holds anything else
 *   than an earlier one of its table.
 * @remarks One pass of each output; memory: a batch. Rows are compared by the SHA-256 of the text they would be in a CSV file, which does not depend on
 *   the format they stand in.
 */
export function compareContents(plan: Plan): CompareContents {
  const published = Object.entries(plan.outputs).filter(([, { audience }]) => audience === 'public');
  const digests = new Map<string, string>();
  return async (name, rows, signal) => {
    const output = plan.outputs[name]!;
    const alike = published.filter(([, other]) => isSameTable(other, output));
    if (alike.length < 2) return;
    const hash = createHash('sha256');
    for await (const piece of csvBytes(rows, { profile: 'open-data' }, signal)) hash.update(piece);
    const digest = hash.digest('hex');
    digests.set(name, digest);
    const unlike = alike.find(([other]) => (digests.get(other) ?? digest) !== digest);
    if (unlike !== undefined) throw new ProtectionError('PROTECTION_DIFFERENCING', `holds other rows than outputs.${unlike[0]}, though both are of one table`, { source: name });
  };
}
