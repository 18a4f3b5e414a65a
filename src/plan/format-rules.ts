import { PlanError, type Problem } from '../core/errors.ts';
import { readCsv, readFixedWidth } from '../read/index.ts';
import type { FixedWidthFormat, InputFormat, PlanInput } from './plan.ts';

type TextFormat = Extract<InputFormat, { readonly type: 'csv' | 'fixedWidth' }>;

/** Names that a JavaScript object moves before all others, whatever their place in the plan. */
const MOVED_NAME = /^(?:0|[1-9]\d{0,9})$/;

/**
 * Lists what is wrong with how an input is laid out, so that no reader finds it only when the files are there.
 *
 * @param input - an input of the right form.
 * @param path - where it stands in the plan.
 * @returns the problems of its format, alone and together with its columns.
 */
export function formatProblems(input: PlanInput, path: string): readonly Problem[] {
  const { format, columns, onInvalid } = input;
  if (format === undefined) return [];
  const problems: Problem[] = [];
  if (format.type === 'arrow' || format.type === 'parquet') {
    if (onInvalid === 'reject') problems.push({ code: 'PLAN_OUT_OF_RANGE', path: `${path}.onInvalid`, message: `expected "error": a file of ${format.type} is right or wrong as a whole` });
    return problems;
  }
  if (format.type === 'csv' && format.header === 'absent') {
    for (const name of Object.keys(columns).filter((column) => MOVED_NAME.test(column))) {
      const message = 'without a header, fields stand in the order of the columns, and a name of digits does not keep its place; put a letter in front';
      problems.push({ code: 'PLAN_OUT_OF_RANGE', path: `${path}.columns.${name}`, message });
    }
  }
  return [...problems, ...readerProblems(input, format, path)];
}

/** Nothing is opened: the readers check their options first. */
function readerProblems({ columns }: PlanInput, format: TextFormat, path: string): Problem[] {
  try {
    const { type, ...options } = format;
    if (type === 'csv') readCsv([], { ...options, columns });
    else readFixedWidth([], { ...(options as FixedWidthFormat), columns });
    return [];
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    return error.problems.map((problem) => ({ ...problem, path: problem.path.startsWith('columns') ? `${path}.${problem.path}` : `${path}.format.${problem.path}` }));
  }
}
