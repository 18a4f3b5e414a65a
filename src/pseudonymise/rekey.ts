import type { Schema } from 'apache-arrow';
import { makeSchema } from '../core/arrow.ts';
import { refusePlan } from '../core/errors.ts';
import { changeField, findColumn, METADATA, roleOf } from '../core/field.ts';
import { checkOptions } from '../core/options.ts';
import { chainAfter, descriptionOf } from './description.ts';
import { codeField, CODES, type PseudonymLayout } from './layout.ts';
import { rekeyOptions, type RekeyOptions, type RekeySettings } from './options.ts';
import { makePolicy } from './policies/make-policy.ts';
import type { Policy } from './policies/policy.ts';
import { formOf, PROFILES } from './profile.ts';
import { codingOperator, type PseudonymiseOperator } from './session.ts';

/**
 * Makes pseudonyms of pseudonyms, under another key or for another project: the second level of a circuit, a renewal, a
 * rotation at a date. The only operator that accepts a column of role `pseudonym`.
 *
 * The old code is the value: `code/v1` takes the bytes of a binary column, `code-text/v1` a text that others made. The
 * label of the policy in the key starts with `rekey/`. Whoever lacks either key cannot go from one code to the other.
 *
 * Passes: 1. Memory: a batch. Order: kept. Schema: with `keep: 'new'` the new codes replace the old ones; with
 * `keep: 'both'` they follow them, and the old column's metadata say until when it may be used. The metadata of the
 * new codes hold the chain of fingerprints behind them. Null stays null; a placeholder (bytes all the same,
 * `XXXXXXXXXXXXXXXXD` …) is invalid and never coded.
 *
 * Reveals: what the old codes revealed; both columns together link the two projects for whoever has them.
 *
 * @param options - see {@link RekeyOptions}. The secret key is read at once and not kept: its owner overwrites it.
 * @returns the operator; `wipe()` it when it has run.
 * @throws {PlanError} if the options are wrong, the key is not the expected one, or the transition is over; when it is
 *   put on a schema, also for a column that is unknown, of another type, or no pseudonym.
 * @remarks O(rows + bytes).
 * @see Décret n° 2016-1930, article 9: renewal by an operation of the same kind on the existing code, with another key.
 * @example
 * const secretKey = Uint8Array.from({ length: 32 }, (_, index) => 255 - index); // a real one comes from `a423 key new`
 * rekey({ column: 'person', profile: 'code/v1', keep: 'new', project: 'national', domain: 'patient', policy: 'deterministic', onInvalid: 'reject', secretKey });
 */
export function rekey(options: RekeyOptions): PseudonymiseOperator {
  const { secretKey, releaseNonce = null, ...settings } = checkOptions(rekeyOptions, options);
  const { column, profile, onInvalid, expectFingerprint } = settings;
  if (settings.keep === 'both' && settings.asOf > settings.until) {
    refusePlan('PLAN_OUT_OF_RANGE', 'until', `the transition ended on ${settings.until}, before ${settings.asOf}; keep the new codes only`);
  }
  const policy = makePolicy({ ...settings, form: formOf(profile), scope: 'rekey/' }, settings, { secretKey, releaseNonce }, expectFingerprint);
  return codingOperator({
    name: 'rekey',
    policy,
    parts: [{ column, profile }],
    reading: { profiles: [profile], level: 'plausibility', onMissingPart: null },
    onInvalid,
    layOut: (input) => layOutRekey(input, settings, policy),
  });
}

function layOutRekey(input: Schema, settings: RekeySettings, policy: Policy): PseudonymLayout {
  const { column, profile, onInvalid } = settings;
  const source = findColumn(input, column, 'column');
  const old = input.fields[source]!;
  if (roleOf(old) !== 'pseudonym') refusePlan('PLAN_COLUMN_ROLE', 'column', `column "${column}" (${roleOf(old)}) holds no pseudonyms; pseudonymise it`);
  findColumn(input, column, 'column', PROFILES[profile].types);
  const described = descriptionOf(old);
  if (profile === 'code-text/v1' && described !== null && described.encoding === undefined && described.shape === undefined) {
    refusePlan('PLAN_COLUMN_TYPE', 'profile', `the file says that the codes of "${column}" are bytes; declare the column as binary and use code/v1`);
  }
  const name = settings.into ?? column;
  const keepsOld = settings.keep === 'both';
  if (input.fields.some((field, index) => field.name === name && (keepsOld || index !== source))) {
    refusePlan('PLAN_COLUMN_EXISTS', 'into', `there is a column "${name}" already`);
  }
  const description = Object.freeze({ ...policy.description, chain: chainAfter(described) });
  const codes = codeField(old, name, old.nullable || onInvalid === 'null', policy.type, description);
  const outputs = input.fields.flatMap((_, index) => (index === source ? (keepsOld ? [index, CODES] : [CODES]) : [index]));
  const ending = keepsOld && described !== null ? changeField(old, { metadata: { [METADATA.pseudonym]: JSON.stringify({ ...described, until: settings.until }) } }) : old;
  const schema = makeSchema(outputs.map((index) => (index === CODES ? codes : index === source ? ending : input.fields[index]!)), input.metadata);
  return { schema, sources: [source], outputs, description };
}
