import type { Operator, PortsOperator } from '../core/operator.ts';
import { checkOptions, type OptionsSchema } from '../core/options.ts';

/** What a step may ask for beyond its options. */
export interface StepBinding {
  /** Gives the 32 bytes of a secret by its name in the plan. */
  readonly secret: (name: string) => Uint8Array;
  /** The public bytes that tell this release from others; `null` when the run was given none. */
  readonly releaseNonce: Uint8Array | null;
  /** The linkage models of the plan by name, unchecked. */
  readonly models: Readonly<Record<string, unknown>>;
  /** Whether the plan is only checked: the secrets stand for others, and no fingerprint can be compared. */
  readonly isChecking: boolean;
}

/** A step made ready: its operator and, when it reads further tables, which table feeds which of its ports. */
export interface BuiltStep {
  readonly operator: Operator | PortsOperator;
  /** Port name to table name; the step's own rows enter by the port `rows`. */
  readonly tables?: Readonly<Record<string, string>>;
}

/**
 * Overwrites the secrets that a step holds; it cannot be used afterwards.
 *
 * @param step - a step made ready.
 */
export function wipeStep({ operator }: BuiltStep): void {
  if (operator.kind !== 'reduce') operator.wipe?.();
}

/** How the plan knows an operator: its name, one line on it, its options and how it is made. */
export interface StepDefinition {
  readonly op: string;
  readonly summary: string;
  readonly options: OptionsSchema<unknown>;
  /** Checks the options and makes the operator; throws a `PlanError` with paths into the options. */
  build(options: unknown, binding: StepBinding): BuiltStep;
}

/**
 * Defines a step of the plan.
 *
 * @param op - name in the plan.
 * @param summary - one line for help and the published schema.
 * @param options - schema of the options, without `op`.
 * @param build - makes the operator from checked options.
 * @returns the definition.
 */
export function defineStep<Options>(
  op: string,
  summary: string,
  options: OptionsSchema<Options>,
  build: (options: Options, binding: StepBinding) => Operator | BuiltStep,
): StepDefinition {
  return Object.freeze({
    op,
    summary,
    options,
    build(value: unknown, binding: StepBinding) {
      const built = build(checkOptions(options, value), binding);
      return 'operator' in built ? built : { operator: built };
    },
  });
}
