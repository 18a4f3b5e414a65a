import type { Findings, Json } from '../../core/operator.ts';
import type { FrontierPoint } from '../judge-generalisation.ts';
import type { ClassRisk } from '../kernel/class-risk.ts';

/** A step that protects rows and was judged, with its place in a plan. */
export interface JudgedRowsSection {
  /** Where the step stands, for example `tables.rows.steps[2]`. */
  readonly path: string;
  readonly op: string;
  readonly findings: Findings;
  readonly refusal: string | null;
  readonly frontier: readonly FrontierPoint[];
}

/** Figures of classes at one time. */
export interface ToldRisk extends ClassRisk {
  readonly averageClassSize: number | null;
}

/** The findings of `generalise`, with their types. */
export interface ToldGeneralisation {
  readonly rows: number;
  readonly suppressedRows: number;
  readonly suppressedShare: number;
  readonly droppedRows: number;
  readonly blankedRows: number;
  readonly columns: Readonly<Record<string, { readonly levels: readonly number[]; readonly highest: number; readonly loss: number; readonly entropyLoss: number }>>;
  readonly loss: number;
  readonly bound: number;
  readonly isProven: boolean;
  readonly nodes: number;
  readonly checks: number;
  readonly path: readonly { readonly loss: number; readonly suppressedRows: number; readonly checks: number }[];
  readonly models: readonly { readonly model: string; readonly column?: string; readonly attained: number | null; readonly [parameter: string]: Json | undefined }[];
  readonly before: ToldRisk;
  readonly after: ToldRisk;
}

/**
 * Takes the findings of a generalisation.
 *
 * @param section - a judged step.
 * @returns its figures; `null` for another step, or one that would refuse.
 */
export function toldGeneralisation({ op, findings, refusal }: JudgedRowsSection): ToldGeneralisation | null {
  return op === 'generalise' && refusal === null ? (findings as unknown as ToldGeneralisation) : null;
}

/**
 * Words the parameters of a model.
 *
 * @param model - a model with what it attains.
 * @returns its name and column, and what is asked for, for example `k 5`.
 */
export function wordedModel({ model, column, attained: _, ...parameters }: ToldGeneralisation['models'][number]): readonly [name: string, asked: string] {
  const asked = Object.entries(parameters).flatMap(([name, value]) => (typeof value === 'number' || typeof value === 'string' ? [`${name} ${value}`] : []));
  return [column === undefined ? model : `${model} (${column})`, asked.join(', ')];
}

/**
 * Lists the figures of findings that have no page of their own.
 *
 * @param findings - of any step.
 * @param prefix - what names start with; nothing when omitted.
 * @returns name and figure, those of members as `member.name`; lists by their length.
 */
export function plainFigures(findings: Findings, prefix = ''): (readonly [name: string, figure: number])[] {
  return Object.entries(findings).flatMap(([name, value]): (readonly [string, number])[] => {
    if (typeof value === 'number') return [[prefix + name, value]];
    if (Array.isArray(value)) return [[prefix + name, value.length]];
    return typeof value === 'object' && value !== null ? plainFigures(value as Findings, `${prefix}${name}.`) : [];
  });
}
