import { derived } from '../comparisons/levels.ts';
import type { DateOrder } from '../kernel/propose/text-shape.ts';
import type { Expression } from '../model/expression.ts';

/** The parts of a written date, as text. Days and months that do not exist stay what they are: a slip is evidence too. */
export interface DateParts {
  readonly year: Expression;
  readonly month: Expression;
  readonly day: Expression;
  readonly yearAndMonth: Expression;
  readonly monthAndDay: Expression;
}

/** First character and length of each part, by order. */
const PLACES: Readonly<Record<DateOrder, Readonly<Record<keyof DateParts, readonly [from: number, length: number]>>>> = Object.freeze({
  dashed: { year: [1, 4], month: [6, 2], day: [9, 2], yearAndMonth: [1, 7], monthAndDay: [6, 5] },
  packed: { year: [1, 4], month: [5, 2], day: [7, 2], yearAndMonth: [1, 6], monthAndDay: [5, 4] },
  dayFirst: { year: [7, 4], month: [4, 2], day: [1, 2], yearAndMonth: [4, 7], monthAndDay: [1, 5] },
});

/**
 * Cuts a written date into its parts.
 *
 * @param of - text of dates.
 * @param order - how they are written.
 * @returns the parts.
 */
export function dateParts(of: Expression, order: DateOrder): DateParts {
  const part = (name: keyof DateParts): Expression => {
    const [from, length] = PLACES[order][name];
    return derived(of, { op: 'slice', from, length });
  };
  return { year: part('year'), month: part('month'), day: part('day'), yearAndMonth: part('yearAndMonth'), monthAndDay: part('monthAndDay') };
}
