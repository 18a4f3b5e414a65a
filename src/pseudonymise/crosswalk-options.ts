import { z } from 'zod';
import { secretReference, type OptionsSchema, type SecretReference } from '../core/options.ts';
import { compositeShape, singleShape, type CompositeSettings, type PseudonymisePlanOptions, type SingleSettings } from './options.ts';
import { CODE_ENCODINGS, declaredDay, nonceBytes, policyForms, secretBytes, type CodeEncoding, type Place } from './policy-options.ts';

/**
 * One value has one code for as long as the crosswalk is kept, drawn under a key that is destroyed: afterwards only the crosswalk
 * leads from one to the other. Needs the release nonce of the run.
 */
export interface RandomPolicy {
  readonly policy: 'random';
  /** `binary` unless said otherwise; the crosswalk itself has bytes. */
  readonly encoding?: CodeEncoding;
  /** Day of reference, `YYYY-MM-DD`: the day on which new persons are first seen. */
  readonly asOf: string;
}

/** Everything but the keys and the release nonce. */
export type CrosswalkSettings = (SingleSettings | CompositeSettings) & RandomPolicy;

/** Options of `pseudonymiseWithCrosswalk`. */
export type CrosswalkOptions = CrosswalkSettings & {
  /** Uint8Array(32): the key of the crosswalk, kept apart from it for as long as it is. */
  readonly secretKey: Uint8Array;
  /** Another key, Uint8Array(32), for this run alone: destroyed after it. */
  readonly drawing: { readonly secretKey: Uint8Array };
  /** From 16 to 64 public bytes, another in each release. */
  readonly releaseNonce: Uint8Array;
};

/** The same in a plan, where keys are only named, and the nonce is the run's. */
export type CrosswalkPlanOptions = CrosswalkSettings & {
  /** The table that enters by the port `crosswalk`: the one of an earlier run. Nobody is known without it. */
  readonly table?: string;
  readonly secretKey: SecretReference;
  readonly drawing: { readonly secretKey: SecretReference };
};

function randomForm(base: z.ZodRawShape, place: Place): z.ZodObject {
  return z.strictObject({
    ...base,
    policy: z.literal('random'),
    encoding: z.enum(CODE_ENCODINGS as [CodeEncoding, ...CodeEncoding[]]).exactOptional(),
    asOf: declaredDay,
    drawing: z.strictObject({ secretKey: place === 'code' ? secretBytes : secretReference }),
    ...(place === 'code' ? { releaseNonce: nonceBytes } : { table: z.string().min(1).exactOptional() }),
  });
}

/** Checks {@link CrosswalkOptions}. */
export const crosswalkOptions: OptionsSchema<CrosswalkOptions> = z.union([
  randomForm(singleShape('code'), 'code'), randomForm(compositeShape('code'), 'code'),
]) as unknown as OptionsSchema<CrosswalkOptions>;

/** Checks the options of `pseudonymise` in a plan, whatever the policy. */
export const everyPseudonymisePlanOptions: OptionsSchema<PseudonymisePlanOptions | CrosswalkPlanOptions> = z.union(
  [singleShape('plan'), compositeShape('plan')].map((shape) => policyForms(shape, 'plan', [randomForm(shape, 'plan')])) as [z.ZodType, z.ZodType],
) as unknown as OptionsSchema<PseudonymisePlanOptions | CrosswalkPlanOptions>;
