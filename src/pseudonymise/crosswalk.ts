import type { Dataset } from '../core/dataset.ts';
import { refusePlan } from '../core/errors.ts';
import { applyOperator, type Findings, type OperatorContext, type OperatorOutput, type PortsOperator } from '../core/operator.ts';
import { checkOptions } from '../core/options.ts';
import { rejectsSchema } from '../core/rejects.ts';
import { CODE_BYTES } from '../keyed/index.ts';
import { parseIsoDate } from '../text/index.ts';
import { drawingKey, sealingKey } from './crosswalk-keys.ts';
import { mergePersons } from './crosswalk-merge.ts';
import { crosswalkOptions, type CrosswalkOptions, type CrosswalkSettings } from './crosswalk-options.ts';
import { loadPersons, newPersons, personValues, type CrosswalkSecrets } from './crosswalk-persons.ts';
import { checkCrosswalk, crosswalkSchema, readCrosswalk } from './crosswalk-table.ts';
import type { PseudonymDescription } from './description.ts';
import { knownPersons, type KnownPersons } from './kernel/known-persons.ts';
import { layOutPseudonym, partsOf, readingOf, valueFormOf, type PseudonymLayout } from './layout.ts';
import { layOutCodes } from './policies/hashed.ts';
import { describeContext, type Policy } from './policies/policy.ts';
import { codingOperator } from './session.ts';

/** An operator that makes codes through a crosswalk, and holds two sub-keys. */
export interface CrosswalkOperator extends PortsOperator {
  /** Whether it has a port `rejects`. */
  readonly rejects: boolean;
  readonly notes: readonly string[];
  /** Overwrites the sub-keys, best effort; nothing can be opened afterwards. */
  wipe(): void;
}

const NOTES: readonly string[] = Object.freeze([
  'Codes are drawn under a key of their own: destroy it after the run, and only the crosswalk leads from a code to its identifier.',
  'The crosswalk is as confidential as the identifiers: keep it apart from the rows, and its key apart from both.',
]);

/**
 * Replaces identifiers by codes that nothing but a table kept apart leads back from: the policy `random`.
 *
 * Ports: `rows` and, where there is an earlier one, `crosswalk` in; `rows`, `crosswalk` and (when invalid values are
 * rejected) `rejects` out. A person in the crosswalk keeps the code there; a new one gets 128 bits drawn under `drawing`, a
 * key for this run alone, and the release nonce. The crosswalk that comes out has both, each identifier sealed under
 * `secretKey` together with its code, in the order of the codes: neither the order of arrival nor how often somebody occurs
 * shows. It is extended, never shortened.
 *
 * The code of a value is the first 16 bytes of HMAC-SHA-256 under the sub-key of `random/draw`; see
 * {@link drawingKey} and {@link sealingKey}. While the key that draws exists, its holder can find codes by trying all values, as with
 * `document`; once it is destroyed nobody can, the holder of `secretKey` included, without the crosswalk.
 *
 * Passes: 1 over the rows for each port; 1 over the crosswalk, and another for the port `crosswalk`. Memory: `records`, about
 * 62 bytes for each person of the crosswalk (up to half of `maxMemoryBytes`, beyond it an error); for the port `crosswalk` also
 * the seal and about 50 bytes for each new person, which spill. Order: of `rows` kept, whatever it is the codes are the
 * same. Schema: as `pseudonymise`; the crosswalk is that of the table below. Findings: as `pseudonymise`, and how many
 * persons were known and new.
 *
 * | Column | Type | |
 * |---|---|---|
 * | `code` | `binary(16)` | as in the rows |
 * | `identifier` | `binary(45)` for a NIR; `utf8` where values have no one length | sealed |
 * | `keyId` | `utf8` | fingerprint of the key that opens it |
 * | `firstSeen` | `date` | `asOf` of the run that drew the code |
 *
 * @param options - see {@link CrosswalkOptions}. The keys are read at once and not kept: their owner overwrites them.
 * @returns the operator; `wipe()` it when it has run.
 * @throws {PlanError} if the options are wrong, both keys are the same, or the key is not the expected one; when it is put on
 *   schemas, also for a column or a crosswalk that does not fit. Reading throws `PLAN_WRONG_KEY` for a crosswalk of another key,
 *   project, domain or profile, and a `DataError` for a crosswalk that was changed or has a code or a person twice.
 * @remarks O(rows + bytes + persons); opening and sealing take 5 to 10 microseconds a person.
 * @see ENISA, *Pseudonymisation techniques and best practices* (2019): fully randomised pseudonymisation.
 * @example
 * const byteAt = (seed: number) => Uint8Array.from({ length: 32 }, (_, index) => (index * 7 + seed) % 256); // real ones come from `a423 key new`
 * pseudonymiseWithCrosswalk({
 *   policy: 'random', column: 'nir', profile: 'nir/v1', into: 'person', project: 'cohort-2024', domain: 'patient', onInvalid: 'reject', asOf: '2024-10-04',
 *   secretKey: byteAt(1), drawing: { secretKey: byteAt(2) }, releaseNonce: byteAt(3),
 * });
 */
export function pseudonymiseWithCrosswalk(options: CrosswalkOptions): CrosswalkOperator {
  const { secretKey, drawing, releaseNonce, ...settings } = checkOptions(crosswalkOptions, options);
  if (secretKey.every((byte, index) => byte === drawing.secretKey[index])) {
    refusePlan('PLAN_OUT_OF_RANGE', 'drawing.secretKey', 'expected another key than that of the crosswalk: it is destroyed after the run');
  }
  const { project, domain, expectFingerprint } = settings;
  const form = valueFormOf(settings);
  const context = { project, domain, profile: form.profile };
  const sealing = sealingKey(context, secretKey);
  const { fingerprint } = sealing;
  if (expectFingerprint !== undefined && expectFingerprint !== fingerprint) {
    sealing.wipe();
    refusePlan('PLAN_WRONG_KEY', 'expectFingerprint', `the key given has the fingerprint ${fingerprint} in this context`);
  }
  return crosswalkOperator(settings, { sealing, drawing: drawingKey(context, drawing.secretKey, releaseNonce), form });
}

function crosswalkOperator(settings: CrosswalkSettings, secrets: CrosswalkSecrets): CrosswalkOperator {
  const { sealing, drawing, form } = secrets;
  const description = describe(settings, secrets);
  const rejects = settings.onInvalid === 'reject';
  const layOut = (input: Dataset['schema']): PseudonymLayout => layOutPseudonym(input, settings, columnType(settings), description);
  return {
    kind: 'ports',
    name: 'pseudonymise',
    rejects,
    notes: NOTES,
    memory: { grows: 'records', formula: 'about 62 bytes for each person of the crosswalk; for the port crosswalk also the seal and about 50 bytes for each new person, which spill' },
    rereads: { crosswalk: 1 },
    outputSchemas(inputs) {
      const input = rowsPort(inputs);
      if (inputs['crosswalk'] !== undefined) checkCrosswalk(inputs['crosswalk'], form, description);
      const schemas = { rows: layOut(input).schema, crosswalk: crosswalkSchema(form, description) };
      return rejects ? { ...schemas, rejects: rejectsSchema(input) } : schemas;
    },
    connect(inputs, context) {
      const source = rowsPort(inputs);
      const earlier = inputs['crosswalk'] ?? null;
      if (earlier !== null) checkCrosswalk(earlier.schema, form, description);
      const layout = layOut(source.schema);
      const load = once((signal) => loadPersons(earlier, secrets, context.fold.maxMemoryBytes, signal));
      const tell = collectFindings(context);
      const coded = (known: KnownPersons): OperatorOutput => {
        const operator = codingOperator({ name: 'pseudonymise', policy: policyOf(settings, secrets, description, known), parts: partsOf(settings), reading: readingOf(settings), onInvalid: settings.onInvalid, layOut });
        return applyOperator(source, operator, { ...context, onFindings: (found) => { tell({ ...found, knownPersons: known.size }); } });
      };
      const rows: Dataset = {
        schema: layout.schema,
        async *open(signal) {
          yield* coded(await load(signal)).rows.open(signal);
        },
      };
      const crosswalk: Dataset = {
        schema: crosswalkSchema(form, description),
        async *open(signal) {
          const known = await load(signal);
          const values = personValues(readingOf(settings), layout.sources);
          const old = earlier === null ? nobody() : readCrosswalk(earlier, sealing.fingerprint, signal);
          const added = newPersons({ source, values, known, secrets }, context.fold, signal);
          let persons = 0;
          for await (const batch of mergePersons(old, added, { schema: crosswalk.schema, form, fingerprint: sealing.fingerprint, today: parseIsoDate(settings.asOf)! })) {
            persons += batch.numRows;
            yield batch;
          }
          tell({ knownPersons: known.size, newPersons: persons - known.size });
        },
      };
      // Which values are invalid does not depend on who is known.
      return rejects ? { rows, crosswalk, rejects: coded(knownPersons()).rejects! } : { rows, crosswalk };
    },
    wipe() {
      sealing.wipe();
      drawing.wipe();
    },
  };
}

function rowsPort<Input>(inputs: Readonly<Record<string, Input>>): Input {
  const rows = inputs['rows'];
  if (rows === undefined) refusePlan('PLAN_MISSING', 'rows', 'expected a table for this port');
  return rows;
}

/** The crosswalk of a first run, which has no rows. */
async function* nobody(): AsyncGenerator<never> {
  yield* [];
}

/** Computes once and shares the result; a failed attempt is forgotten. */
function once<Result>(compute: (signal?: AbortSignal) => Promise<Result>): (signal?: AbortSignal) => Promise<Result> {
  let pending: Promise<Result> | undefined;
  return (signal) => {
    pending ??= compute(signal).catch((error: unknown) => {
      pending = undefined;
      throw error;
    });
    return pending;
  };
}

/** Puts together what the ports find, each in its own reading. */
function collectFindings(context: OperatorContext): (found: Findings) => void {
  let findings: Findings = {};
  return (found) => {
    findings = { ...findings, ...found };
    context.onFindings?.(findings);
  };
}

function columnType({ encoding = 'binary' }: CrosswalkSettings): Policy['type'] {
  return encoding === 'binary' ? `binary(${CODE_BYTES})` : 'utf8';
}

function describe(settings: CrosswalkSettings, { sealing, form }: CrosswalkSecrets): PseudonymDescription {
  return Object.freeze({
    policy: 'random' as const,
    algorithm: 'HMAC-SHA-256' as const,
    bits: 8 * CODE_BYTES,
    ...describeContext({ ...settings, form, scope: '' }, settings.encoding ?? 'binary'),
    fingerprint: sealing.fingerprint,
    reversibility: 'crosswalk' as const,
  });
}

/** Draws the codes of rows, and puts those of known persons in their place. The keys are wiped with the operator. */
function policyOf(settings: CrosswalkSettings, { drawing }: CrosswalkSecrets, description: PseudonymDescription, known: KnownPersons): Policy {
  return {
    type: columnType(settings),
    description,
    expectedCollidingPairs: null,
    notes: NOTES,
    coder() {
      const hasher = drawing.hasher();
      return {
        code(values) {
          const codes = new Uint8Array(CODE_BYTES * values.rows);
          hasher.hashColumn(values.offsets, values.bytes, values.valid, values.rows, codes);
          known.replace(codes, values.valid, values.rows);
          return layOutCodes(values, codes, CODE_BYTES, settings.encoding ?? 'binary');
        },
        wipe: () => {
          hasher.wipe();
        },
      };
    },
    wipe: () => undefined,
  };
}
