import type { ValueLoss } from './level-losses.ts';
import type { LevelPlan } from './value-levels.ts';

/** A comparison that is compiled. */
export interface PlannedComparison {
  readonly plan: LevelPlan;
  /** Which of the packed columns it goes by. */
  readonly left: number;
  readonly right: number;
  /** Int32Array(levels): what each level loses. */
  readonly losses: Int32Array;
  /** What agreement on one value or another loses; null, or none, where that is the same for all. */
  readonly ofValues?: ValueLoss | null;
}
