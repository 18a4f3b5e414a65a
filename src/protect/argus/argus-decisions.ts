import type { ManualCell, ManualRule } from '../protection-rule.ts';
import { argusNumber, fieldsOf, inQuotes, numberedLines, refuseLine } from './argus-lines.ts';

/** What is decided of one cell before a table is protected. */
export interface ArgusDecision {
  /** Code of each dimension; `null` is the total. */
  readonly codes: readonly (string | null)[];
  readonly decision:
    /** `protected`: published, and no cover for other cells. `secondary`: withheld as cover; `secondaryOfLinked` in a table linked to it. */
    | { readonly kind: 'safe' | 'unsafe' | 'protected' | 'secondary' | 'secondaryOfLinked' }
    /** What it costs to withhold the cell. */
    | { readonly kind: 'cost'; readonly cost: number }
    /** How far an attacker's interval must reach under and over the value. */
    | { readonly kind: 'levels'; readonly below: number; readonly above: number }
    /** Between what everybody knows the value to be. */
    | { readonly kind: 'bounds'; readonly lower: number; readonly upper: number };
}

const STATUS_WORDS = Object.freeze({ S: 'safe', U: 'unsafe', P: 'protected', M: 'secondary', ML: 'secondaryOfLinked' } as const);

/** How a file of decisions is laid out. */
export interface ArgusDecisionForm {
  /** Character between fields. */
  readonly separator: string;
  /** Code of the total, by dimension; an empty code is the total too. */
  readonly totalCodes: readonly string[];
}

/**
 * Reads decisions on single cells (τ-ARGUS's a-priori file).
 *
 * @param text - the `.hst` file: codes, then `S`, `U`, `P`, `M`, `ML`, `C` or `W` with a cost, `PL` or `AB` with two numbers.
 * @param form - its separator and codes of totals.
 * @returns the decisions in the order of the lines.
 * @throws {RangeError} naming the line: a decision that is none, a number that is missing or below 0, fields left over.
 * @see τ-ARGUS user's manual 4.1, §5.
 * @example
 * readArgusDecisions('"Total"," 1",u\n', { separator: ',', totalCodes: ['Total', 'Total'] });
 * // => [{ codes: [null, ' 1'], decision: { kind: 'unsafe' } }]
 */
export function readArgusDecisions(text: string, { separator, totalCodes }: ArgusDecisionForm): ArgusDecision[] {
  return numberedLines(text).map((line) => {
    const fields = fieldsOf(line, separator);
    const codes = totalCodes.map((total, dimension) => {
      const code = fields[dimension] ?? '';
      return code === '' || code === total ? null : code;
    });
    const [word = '', ...numbers] = fields.slice(totalCodes.length);
    const letter = word.toUpperCase();
    const number = (place: number): number => {
      const value = argusNumber(numbers[place] ?? '', line.number);
      return Number.isNaN(value) ? refuseLine(line.number, 'expected a number') : value;
    };
    const only = (count: number): void => {
      if (numbers.length !== count) refuseLine(line.number, `expected ${count} numbers after the decision, got ${numbers.length}`);
    };
    const kind = Object.hasOwn(STATUS_WORDS, letter) ? STATUS_WORDS[letter as keyof typeof STATUS_WORDS] : null;
    if (kind !== null) {
      only(0);
      return { codes, decision: { kind } };
    }
    if (letter === 'C' || letter === 'W') {
      only(1);
      const cost = number(0);
      return { codes, decision: { kind: 'cost' as const, cost: cost >= 0 ? cost : refuseLine(line.number, 'expected a cost from 0 up') } };
    }
    if (letter !== 'PL' && letter !== 'AB') refuseLine(line.number, 'unknown decision');
    only(2);
    const [low, high] = [number(0), number(1)];
    return { codes, decision: letter === 'PL' ? { kind: 'levels' as const, below: low, above: high } : { kind: 'bounds' as const, lower: low, upper: high } };
  });
}

/**
 * Writes decisions on single cells as τ-ARGUS reads them.
 *
 * @param decisions - the decisions.
 * @param form - separator and codes of totals.
 * @returns the `.hst` file.
 * @throws {RangeError} for codes with quotes or line breaks.
 */
export function writeArgusDecisions(decisions: readonly ArgusDecision[], { separator, totalCodes }: ArgusDecisionForm): string {
  return decisions.map(({ codes, decision }) => [...codes.map((code, dimension) => inQuotes(code ?? totalCodes[dimension]!)), ...decisionFields(decision)].join(separator).concat('\n')).join('');
}

function decisionFields(decision: ArgusDecision['decision']): string[] {
  if (decision.kind === 'cost') return ['C', String(decision.cost)];
  if (decision.kind === 'levels') return ['PL', String(decision.below), String(decision.above)];
  if (decision.kind === 'bounds') return ['AB', String(decision.lower), String(decision.upper)];
  return [Object.entries(STATUS_WORDS).find(([, kind]) => kind === decision.kind)![0]];
}

/**
 * Takes decisions over as a rule of ours, for dimensions of text.
 *
 * @param decisions - the decisions.
 * @param dimensions - names of the dimensions, in the order of the codes.
 * @returns the rule, and how many decisions have no place in it: levels, bounds, cells withheld as cover, what an earlier
 *   line said of the same cell, and costs of cells about which all is said already.
 * @remarks A cell that is safe by hand is waived, one that is protected is published.
 * @example
 * manualRuleOf([{ codes: ['A', null], decision: { kind: 'safe' } }], ['region', 'sex']).rule;
 * // => { rule: 'manual', cells: [{ categories: { region: 'A' }, decision: 'waive' }] }
 */
export function manualRuleOf(decisions: readonly ArgusDecision[], dimensions: readonly string[]): { readonly rule: ManualRule; readonly left: number } {
  const cells = new Map<string, ManualCell>();
  for (const { codes, decision } of decisions) {
    const named = dimensions.flatMap((name, place): [string, string][] => {
      const code = codes[place] ?? null;
      return code === null ? [] : [[name, code]];
    });
    const manual = manualDecision(decision);
    const cell = JSON.stringify(named);
    if (manual !== null && (manual.decision !== 'prefer' || (cells.get(cell)?.decision ?? 'prefer') === 'prefer')) cells.set(cell, { categories: Object.fromEntries(named), ...manual });
  }
  return { rule: { rule: 'manual', cells: [...cells.values()] }, left: decisions.length - cells.size };
}

function manualDecision(decision: ArgusDecision['decision']): Pick<ManualCell, 'decision' | 'cost'> | null {
  switch (decision.kind) {
    case 'safe':
      return { decision: 'waive' };
    case 'unsafe':
      return { decision: 'withhold' };
    case 'protected':
      return { decision: 'publish' };
    case 'cost':
      return { decision: 'prefer', cost: decision.cost };
    default:
      return null;
  }
}
