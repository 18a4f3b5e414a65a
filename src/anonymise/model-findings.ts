import type { Json } from '../core/operator.ts';
import { inJudgingOrder } from './judges-of.ts';
import type { ClassTable } from './kernel/classes.ts';
import type { ClassJudge } from './kernel/models/class-judge.ts';
import type { PrivacyModel } from './privacy-model.ts';

/**
 * Tells what models attain, for a report.
 *
 * @param models - the models.
 * @param judges - their judges, as {@link judgesOf} gives them.
 * @param classes - the classes that a reader sees.
 * @returns for each model, in the order in which they are judged, its parameters (a hierarchy of values is left out) and `attained`: `null`
 *   without rows, or where no parameter would hold.
 */
export function modelFindings(models: readonly PrivacyModel[], judges: readonly ClassJudge[], classes: ClassTable): Json[] {
  return inJudgingOrder(models).map((model, place): Json => {
    const { hierarchy: _, ...asked } = model as PrivacyModel & { readonly hierarchy?: unknown };
    const attained = judges[place]!.attained(classes);
    return { ...(asked as unknown as { readonly [name: string]: Json }), attained: attained !== null && Number.isFinite(attained) ? attained : null };
  });
}
