import type { CellSystem } from '../../linear/index.ts';
import { argusNumber, numberedLines, refuseLine, type NumberedLine } from './argus-lines.ts';

/** Status of a cell in a JJ file: `u` unsafe, `m` or `x` secondary, `s` published, `z` published whatever happens, `w` of no table. */
export type JjStatus = 'u' | 'm' | 'x' | 's' | 'z' | 'w';

/** A table as solvers of secondary suppression exchange it; arrays have one place per cell. */
export interface JjTable {
  readonly system: CellSystem;
  /** Float64Array each. */
  readonly values: Float64Array;
  readonly costs: Float64Array;
  readonly statuses: readonly JjStatus[];
  /** What everybody knows of the value. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** How far an attacker's interval must reach under and over the value, and how wide it must be. */
  readonly required: { readonly below: Float64Array; readonly above: Float64Array; readonly width: Float64Array };
}

const STATUSES: readonly string[] = ['u', 'm', 'x', 's', 'z', 'w'];

/**
 * Scales costs as τ-ARGUS does for its solvers: whole numbers from 1 to 20,000.
 *
 * @param costs - Float64Array, none below 0.
 * @returns Float64Array of the scaled costs; all 1 when none is above 0.
 * @example
 * scaledCosts(Float64Array.of(0, 50, 200)); // => [1, 5000, 20000]
 */
export function scaledCosts(costs: Float64Array): Float64Array {
  const most = costs.reduce((max, cost) => Math.max(max, cost), 0);
  return costs.map((cost) => (most === 0 ? 1 : Math.max(1, Math.round((cost * 20_000) / most))));
}

/**
 * Writes a table in the JJ format.
 *
 * @param table - cells, and how they add up.
 * @returns a line per cell (number from 0, value, cost, status, bounds, levels) and per relation, whose total has −1.
 * @throws {RangeError} if arrays differ in length, or a number is missing or infinite: the format has no word for either.
 * @see Fischetti and Salazar's format, as sdcTable and τ-ARGUS write it.
 */
export function writeJj({ system, values, costs, statuses, lower, upper, required }: JjTable): string {
  const figures = [values, costs, lower, upper, required.below, required.above, required.width];
  figures.forEach((figure, place) => {
    if (figure.length !== system.cells || statuses.length !== system.cells) throw new RangeError(`figure ${place}: expected ${system.cells} cells`);
    if (!figure.every(Number.isFinite)) throw new RangeError(`figure ${place}: expected finite numbers`);
  });
  const cells = statuses.map((status, cell) => [cell, values[cell], costs[cell], status, lower[cell], upper[cell], required.below[cell], required.above[cell], required.width[cell]].join(' '));
  const relations = Array.from({ length: system.starts.length - 1 }, (_, relation) => {
    const members = system.members.subarray(system.starts[relation], system.starts[relation + 1]);
    return `0 ${members.length} : ${Array.from(members, (cell, place) => `${cell} (${place === 0 ? -1 : 1})`).join(' ')}`;
  });
  return ['0', String(system.cells), ...cells, String(relations.length), ...relations, ''].join('\n');
}

/**
 * Reads a table in the JJ format.
 *
 * @param text - the file.
 * @returns the table; the total of each relation comes first.
 * @throws {RangeError} naming the line: another number of lines than announced, a cell out of order, a number or status
 *   that is none, a relation that is no sum.
 */
export function readJj(text: string): JjTable {
  const lines = numberedLines(text);
  let at = 0;
  const next = (): NumberedLine => lines[at++] ?? refuseLine((lines.at(-1)?.number ?? 0) + 1, 'expected more lines');
  const count = (line: NumberedLine): number => (/^\d{1,9}$/.test(line.text.trim()) ? Number(line.text) : refuseLine(line.number, 'expected a whole number'));
  const first = next();
  if (count(first) !== 0) refuseLine(first.number, 'expected 0');
  const cells = count(next());
  const rows = Array.from({ length: cells }, (_, cell) => readCell(next(), cell));
  const starts = [0];
  const members: number[] = [];
  for (let left = count(next()); left > 0; left--) {
    members.push(...readRelation(next(), cells));
    starts.push(members.length);
  }
  if (at < lines.length) refuseLine(lines[at]!.number, 'expected no more lines');
  const figure = (place: number): Float64Array => Float64Array.from(rows, ({ numbers }) => numbers[place]!);
  return {
    system: { cells, starts: Int32Array.from(starts), members: Int32Array.from(members) },
    values: figure(0), costs: figure(1), statuses: rows.map(({ status }) => status), lower: figure(2), upper: figure(3),
    required: { below: figure(4), above: figure(5), width: figure(6) },
  };
}

function readCell({ number, text }: NumberedLine, cell: number): { readonly numbers: number[]; readonly status: JjStatus } {
  const words = text.trim().split(/\s+/);
  if (words.length !== 9) refuseLine(number, `expected 9 words, got ${words.length}`);
  if (words[0] !== String(cell)) refuseLine(number, `expected cell ${cell}`);
  if (!STATUSES.includes(words[3]!)) refuseLine(number, 'unknown status');
  const numbers = [...words.slice(1, 3), ...words.slice(4)].map((word) => argusNumber(word, number));
  if (numbers.some(Number.isNaN)) refuseLine(number, 'expected a number');
  return { numbers, status: words[3] as JjStatus };
}

function readRelation({ number, text }: NumberedLine, cells: number): number[] {
  const [head, tail, ...more] = text.split(':');
  const [right, length] = head!.trim().split(/\s+/).map(Number);
  const found = [...(tail ?? '').matchAll(/(\d+)\s*\(\s*([+-]?\d+)\s*\)/g)].map(([, cell, factor]) => ({ cell: Number(cell), factor: Number(factor) }));
  const rest = (tail ?? '').replaceAll(/\d+\s*\(\s*[+-]?\d+\s*\)/g, '').trim();
  if (more.length > 0 || rest !== '' || found.length === 0 || found.length !== length) refuseLine(number, 'expected as many cells with factors as announced');
  if (found.some(({ cell }) => cell >= cells)) refuseLine(number, `expected cells below ${cells}`);
  const totals = found.filter(({ factor }) => factor === -1);
  const parts = found.filter(({ factor }) => factor === 1);
  if (right !== 0 || totals.length !== 1 || parts.length + 1 !== found.length) refuseLine(number, 'expected a total with −1, parts with 1 and a right side of 0');
  return [...totals, ...parts].map(({ cell }) => cell);
}
