import { ProtectionError } from '../core/errors.ts';
import type { Json } from '../core/operator.ts';
import { attackTable, SEEN, systemOver, type AttackReport, type CellSystem, type LinearSolver } from '../linear/index.ts';
import { additivityOf } from './kernel/perturb/information-loss.ts';
import type { TrueBounds } from './kernel/perturb/true-bounds.ts';
import type { MeasuredCells } from './measure-cells.ts';

/** A perturbed count and what everybody knows of the true one. Arrays have one place per cell of the system. */
export interface PerturbedCount {
  /** Name of its column. */
  readonly name: string;
  /** Float64Array: true counts. */
  readonly values: Float64Array;
  readonly bounds: TrueBounds;
}

/** How the attack is made. */
export interface PerturbationAttack {
  /** True counts above 0 and below it must not become certain. */
  readonly minCount: number;
  readonly solver: LinearSolver;
  /** Seconds for each count; what is undecided after them counts as certain. */
  readonly seconds: number;
  /** Milliseconds that passed since some moment. */
  readonly now: () => number;
}

/**
 * Attacks perturbed counts as somebody does who knows the method with its parameters, that true counts are whole and how they
 * add up: no unsafe count may be certain.
 *
 * @param measured - the cells.
 * @param counts - each count of the table.
 * @param attack - what must not be found out.
 * @returns what the attack was made of, for the findings.
 * @throws {ProtectionError} `PROTECTION_DIFFERENCING` if unsafe counts are certain, or could not be shown to be uncertain.
 * @remarks Counts of persons are attacked by those relations that they fulfil everywhere.
 */
export function attackPerturbed(measured: MeasuredCells, counts: readonly PerturbedCount[], attack: PerturbationAttack): Json {
  const { minCount, solver, seconds, now } = attack;
  return counts.map(({ name, values, bounds: { lower, upper } }) => {
    const none = new Float64Array(values.length);
    // The true value of no cell is seen; those that are unsafe must stay unknown, the others only join them.
    const seen = Uint8Array.from(values, (value, cell) => (measured.laidOut.hidden[cell] !== 1 && value > 0 && value < minCount ? SEEN.withheld : SEEN.hidden));
    const system = additiveSystem(measured, values);
    const report = attackTable({ system, seen, values, lower, upper, required: { below: none, above: none, width: none }, integers: true }, { solver, mode: 'protection', seconds, now });
    refuseCertain(name, report, minCount);
    const { programs, wholePrograms } = report.effort;
    return { statistic: name, unsafe: seen.reduce((sum, state) => sum + Number(state === SEEN.withheld), 0), linearPrograms: programs, wholePrograms };
  });
}

/** The relations over those dimensions in which counts add up everywhere: who is in two hospitals is once in their total. */
function additiveSystem({ laidOut }: MeasuredCells, values: Float64Array): CellSystem {
  return systemOver(laidOut, (dimension) => additivityOf(systemOver(laidOut, (other) => other === dimension), values).broken === 0);
}

function refuseCertain(name: string, { exact, undecided }: AttackReport, minCount: number): void {
  const certain = exact.length + undecided.length;
  if (certain === 0) return;
  const open = undecided.length === 0 ? '' : ` (of ${undecided.length} it could not be shown in time that they are not)`;
  throw new ProtectionError('PROTECTION_DIFFERENCING', `${certain} counts below ${minCount} would be certain to whoever knows the method and the totals${open}; perturb more, or publish fewer totals`, { column: name, rowCount: certain });
}
