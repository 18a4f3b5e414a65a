import { combineLists, concatTexts } from '../kernel/records/combine.ts';
import { composeCodes, type CodedRecords, type TextValues } from '../kernel/records/values.ts';
import type { Derivation, Expression } from '../model/expression.ts';
import { derive } from './derive.ts';

/**
 * Works expressions out for all records.
 *
 * @param expressions - expressions whose derivations fit the kinds of their columns.
 * @param columns - their columns over all records.
 * @param records - how many records there are.
 * @returns each expression over all records, in the same order.
 * @remarks Derivations are worked out once per distinct value; expressions that begin alike share what they have in common.
 */
export function codeExpressions(expressions: readonly Expression[], columns: ReadonlyMap<string, CodedRecords>, records: number): CodedRecords[] {
  const known = new Map<string, CodedRecords>();
  const once = (name: string, make: () => CodedRecords): CodedRecords => {
    const coded = known.get(name) ?? make();
    known.set(name, coded);
    return coded;
  };
  const derived = (base: () => CodedRecords, name: string, steps: readonly Derivation[]): CodedRecords => {
    if (steps.length === 0) return once(name, base);
    return once(JSON.stringify([name, steps]), () => {
      const { codes, codeOf, values } = derived(base, name, steps.slice(0, -1));
      const next = derive(values, steps.at(-1)!);
      return { codes, codeOf: composeCodes(codeOf, next.codeOf), values: next.values };
    });
  };
  const code = (expression: Expression): CodedRecords => {
    if ('column' in expression) return derived(() => columns.get(expression.column)!, JSON.stringify(expression.column), expression.derive ?? []);
    if ('list' in expression) return once(JSON.stringify(expression), () => combineLists(expression.list.map(code), records));
    const { derive: steps = [], ...concat } = expression;
    return derived(() => concatTexts(expression.concat.map(code) as CodedRecords<TextValues>[], expression.separator ?? '', records), JSON.stringify(concat), steps);
  };
  return expressions.map(code);
}
