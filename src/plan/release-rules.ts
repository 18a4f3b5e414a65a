import type { Field, Schema } from 'apache-arrow';
import { sensitiveColumns } from '../anonymise/index.ts';
import type { Problem } from '../core/errors.ts';
import { cellTableOf, maskingsOf, roleOf, statisticOf, type Statistic } from '../core/field.ts';
import type { Role } from '../core/roles.ts';
import { parseReference, tablesBehind } from './graph.ts';
import type { PlanLayout } from './layout.ts';
import type { Plan, PlanOutput } from './plan.ts';
import { lastRowsCheck, type RowsCheck } from './rows-check.ts';

/**
 * What may leave, by audience. These rules are static: they read schemas and the plan, never rows, and they refuse
 * whatever they cannot show to be safe.
 */

/** An output with what is known of its table. */
export interface ReleasedTable {
  readonly name: string;
  readonly output: PlanOutput;
  readonly schema: Schema;
  /** Inputs its rows come from. */
  readonly lineage: ReadonlySet<string>;
}

/** What the rules know of the steps behind an output. */
export type LaidOutTables = Pick<PlanLayout, 'schemas' | 'steps'>;

/**
 * Lists why outputs may not leave.
 *
 * @param plan - the plan, for the steps behind each output.
 * @param tables - schemas and steps of all its tables.
 * @param outputs - its outputs with their schemas.
 * @returns the problems; empty when every output suits its audience.
 */
export function releaseProblems(plan: Plan, tables: LaidOutTables, outputs: readonly ReleasedTable[]): readonly Problem[] {
  return [...outputs.flatMap((output) => tableProblems(plan, tables, output)), ...differencingProblems(outputs)];
}

function tableProblems(plan: Plan, tables: LaidOutTables, released: ReleasedTable): Problem[] {
  const { output, schema } = released;
  if (output.audience === 'internal') return [];
  const path = `outputs.${released.name}`;
  const problems = schema.fields.flatMap((field) => fieldProblems(field, output, path));
  const cells = cellTableOf(schema);
  if (output.audience === 'research') return problems;
  const persons = personProblems(plan, released, path);
  if (cells !== null) return [...problems, ...cellProblems(schema, path), ...broughtProblems(plan, tables, output, path), ...persons];
  return [...problems, ...rowProblems(plan, released, path), ...persons];
}

/** A count protects persons only if it counts persons, each once. */
function personProblems(plan: Plan, { output, schema }: ReleasedTable, path: string): Problem[] {
  const problems: Problem[] = [];
  const cells = cellTableOf(schema);
  const code = cells === null ? 'PLAN_UNCHECKED_ROWS' : 'PLAN_UNPROTECTED_CELLS';
  for (const name of tablesBehind(plan, output.table)) {
    const sources = plan.tables[name]?.from ?? [];
    const inputs = (typeof sources === 'string' ? [sources] : sources).flatMap((source) => [...rowInputs(plan, source)]);
    if (new Set(inputs).size < inputs.length) {
      problems.push({ code, path, message: `tables.${name} may hold rows of one input twice, so that counts overstate persons` });
    }
  }
  const entityInput = [...rowInputs(plan, output.table)].find((input) => plan.inputs[input]!.entity !== undefined);
  if (cells !== null && entityInput !== undefined && cells.entityCount === null) {
    problems.push({ code, path, message: `inputs.${entityInput} declares an entity, so rows are not people; count entities in the aggregate step and protect that count` });
  }
  return problems;
}

/** The inputs whose rows reach a table, without those it only looks into. */
function rowInputs(plan: Plan, table: string): Set<string> {
  const { name } = parseReference(table);
  if (Object.hasOwn(plan.inputs, name)) return new Set([name]);
  const from = plan.tables[name]?.from ?? [];
  return new Set((typeof from === 'string' ? [from] : from).flatMap((source) => [...rowInputs(plan, source)]));
}

/** Statistics that show what one person has, or who is alone; and keys from which noise could be worked out. */
const OF_SINGLE_PERSONS: readonly Statistic['kind'][] = ['min', 'max', 'largestShare', 'largest', 'absoluteSum', 'onlyEntity', 'cellKey', 'weight'];

function fieldProblems(field: Field, output: PlanOutput, path: string): Problem[] {
  const role = roleOf(field);
  if (role === 'directIdentifier') {
    const message = `column "${field.name}" names persons; pseudonymise or drop it`;
    return [{ code: 'PLAN_IDENTIFIER_REACHES_OUTPUT', path, message }];
  }
  if (output.audience !== 'public') return [];
  if (role === 'pseudonym' || role === 'entity') {
    const message = `column "${field.name}" is a ${role}, still personal data; drop it from a public output`;
    return [{ code: 'PLAN_PSEUDONYM_REACHES_PUBLIC', path, message }];
  }
  if (role === 'technical') {
    return [{ code: 'PLAN_COLUMN_ROLE', path, message: `column "${field.name}" is technical; drop it from a public output` }];
  }
  const statistic = statisticOf(field);
  if (statistic !== null && OF_SINGLE_PERSONS.includes(statistic.kind)) {
    const message = `column "${field.name}" (${statistic.kind}) shows single persons' values; it is for internal use`;
    return [{ code: 'PLAN_INTERNAL_STATISTIC', path, message }];
  }
  return [];
}

function cellProblems(schema: Schema, path: string): Problem[] {
  const cells = cellTableOf(schema)!;
  const problems: Problem[] = [];
  // Noise and rounding protect every cell alike, once it was tried to undo them.
  const isPerturbed = cells.protection?.some((text) => PERTURBATION.test(text)) === true;
  if (isPerturbed) {
    if (cells.attacked !== true) problems.push({ code: 'PLAN_UNPROTECTED_CELLS', path, message: 'nobody tried to undo the perturbation; give the perturb step an attack' });
    return problems;
  }
  if (cells.protection === null || !cells.protection.some(withholdsSomething)) {
    problems.push({ code: 'PLAN_UNPROTECTED_CELLS', path, message: 'the cells are not protected; add a protect step with a minimum frequency of at least 2' });
  }
  // Persons and their rows share one decision: a cell of eleven stays may be one person.
  else if (cells.entityCount !== null && !cells.protection.some((rule) => withholdsSomething(rule) && rule.endsWith(' on entities'))) {
    problems.push({ code: 'PLAN_UNPROTECTED_CELLS', path, message: 'the cells count entities, but no minimum frequency protects that count; add one on entities' });
  }
  if (cells.margins.length > 0 && cells.attacked !== true) {
    const message = 'margins are unions of published cells, so withheld cells could be recomputed; give the protect step secondary suppression, or publish without margins';
    problems.push({ code: 'PLAN_DIFFERENCING', path, message });
  }
  return problems;
}

/**
 * What a look-up brings to cells, no rule withholds: cells of another table are totals or the same cells unprotected, and
 * whatever is not an attribute may speak of a single person.
 */
function broughtProblems(plan: Plan, tables: LaidOutTables, output: PlanOutput, path: string): Problem[] {
  const problems: Problem[] = [];
  const rowTables = rowTablesBehind(plan, output.table);
  for (const { table, index, op, built } of rowTables.flatMap((name) => tables.steps.get(name) ?? [])) {
    if (op !== 'lookUp') continue;
    const at = `tables.${table}.steps[${index}]`;
    const reference = built.tables?.['reference'] ?? '';
    const brought = tables.schemas.get(reference);
    if (brought === undefined) continue;
    if (cellTableOf(brought) !== null) {
      problems.push({ code: 'PLAN_UNPROTECTED_CELLS', path, message: `${at} brings cells of "${reference}", which no rule withholds here; publish without them` });
      continue;
    }
    if (!isOnCells(plan, tables, table, index)) continue;
    const inputs = rowInputs(plan, output.table);
    const taken = Object.keys(plan.tables[table]!.steps![index]!['take'] as Readonly<Record<string, string>>);
    const exposed = brought.fields.filter((field) => taken.includes(field.name) && roleOf(field) !== 'attribute');
    if (exposed.length > 0 || [...rowInputs(plan, reference)].some((input) => inputs.has(input))) {
      problems.push({ code: 'PLAN_UNPROTECTED_CELLS', path, message: `${at} brings single rows of "${reference}" to cells; look up attributes of a nomenclature only, or look up before aggregating` });
    }
  }
  return problems;
}

/** The tables whose rows become those of a table, without those it only looks into. */
function rowTablesBehind(plan: Plan, table: string): string[] {
  const { name } = parseReference(table);
  if (!Object.hasOwn(plan.tables, name)) return [];
  const { from } = plan.tables[name]!;
  return [...new Set([...(typeof from === 'string' ? [from] : from).flatMap((source) => rowTablesBehind(plan, source)), name])];
}

/** Tells whether a step works on cells. */
function isOnCells(plan: Plan, tables: LaidOutTables, table: string, index: number): boolean {
  const before = (tables.steps.get(table) ?? []).findLast((step) => step.index < index)?.output;
  const { from } = plan.tables[table]!;
  const schemas = before === undefined ? (typeof from === 'string' ? [from] : from).map((source) => tables.schemas.get(source)) : [before];
  return schemas.some((schema) => schema !== undefined && cellTableOf(schema) !== null);
}

/** What a perturb step says of its method. */
const PERTURBATION = /^(?:cellKey|smallCounts|controlledRounding) /;

/** A minimum of 1 withholds no cell that anybody stands in. */
function withholdsSomething(rule: string): boolean {
  return Number(/^minimumFrequency (\d+)/.exec(rule)?.[1] ?? 0) >= 2;
}

/** Roles of which a check of classes says nothing. */
const UNCHECKABLE: readonly Role[] = ['measure', 'weight', 'cell'];

/** Rows of persons may be public only when a check that refuses stands behind them. */
function rowProblems(plan: Plan, { output, schema }: ReleasedTable, path: string): Problem[] {
  const problems: Problem[] = [];
  const check = lastRowsCheck(plan, output.table);
  const covered = check === null ? [] : sensitiveColumns(check.models);
  const columnsOf = (role: Role): string[] => schema.fields.filter((field) => roleOf(field) === role).map((field) => field.name);
  for (const field of schema.fields) {
    const role = roleOf(field);
    if (UNCHECKABLE.includes(role) || (role === 'sensitive' && !covered.includes(field.name))) {
      const message = role === 'sensitive'
        ? `column "${field.name}" (sensitive) of single rows is not covered by any check; give the last checkPrivacy step a model of it, or drop it`
        : `column "${field.name}" (${role}) of single rows is not covered by any check; aggregate it or drop it`;
      problems.push({ code: 'PLAN_UNCHECKED_ROWS', path, message });
    }
  }
  // After noise, exchange or draws the classes that are counted are not those of the persons; groups of k units are.
  for (const field of schema.fields.filter((one) => roleOf(one) === 'quasiIdentifier' || roleOf(one) === 'sensitive')) {
    const drawn = maskingsOf(field).find(({ method }) => method !== 'microaggregate');
    if (drawn === undefined) continue;
    problems.push({ code: 'PLAN_UNCHECKED_ROWS', path, message: `column "${field.name}" was masked (${drawn.method}), so that counting classes of it shows no protection; generalise it instead, or give it to research` });
  }
  const quasiIdentifiers = columnsOf('quasiIdentifier');
  if (quasiIdentifiers.length === 0 && columnsOf('sensitive').length === 0) return problems;
  const isCounted = typeof check?.entity === 'string' || [...rowInputs(plan, output.table)].every((input) => plan.inputs[input]!.entity === undefined);
  const missing = quasiIdentifiers.filter((column) => check?.quasiIdentifiers.includes(column) !== true);
  // A wildcard takes a suppressed value for any; whoever knows it rules out the rows that kept another.
  const isOwnClass = check?.nullMatching !== 'wildcard';
  if (check === null || !check.refuses || !limitsSingling(check) || missing.length > 0 || !isCounted || !isOwnClass) {
    const message = `rows with quasi-identifiers (${quasiIdentifiers.join(', ')}) need a last checkKAnonymity or checkPrivacy step over all of them with onFailure: refuse, nullMatching own-class or error, k of at least 2, no share below and the declared entity`;
    problems.push({ code: 'PLAN_UNCHECKED_ROWS', path, message });
  }
  return problems;
}

/** Whatever else holds, nobody may stand alone. */
function limitsSingling({ models }: RowsCheck): boolean {
  return models.some((model) => model.model === 'kAnonymity' && model.k >= 2);
}

/**
 * Tells whether two outputs are the same rows in the same order: two files of one publication.
 *
 * @param one - an output.
 * @param other - another one.
 * @returns whether they are; formats do not matter.
 */
export function isSameTable(one: PlanOutput, other: PlanOutput): boolean {
  const [{ name, port }, second] = [parseReference(one.table), parseReference(other.table)];
  return name === second.name && port === second.port && one.audience === other.audience && one.rowOrder === other.rowOrder;
}

/**
 * Two tables over one population difference each other like margins. Until they are audited jointly, one public
 * table per population may leave, in as many files as wanted.
 */
function differencingProblems(outputs: readonly ReleasedTable[]): Problem[] {
  const published = outputs.filter(({ output }) => output.audience === 'public');
  return published.flatMap((later, index) => {
    const earlier = published.slice(0, index).find((other) => !isSameTable(other.output, later.output) && [...other.lineage].some((input) => later.lineage.has(input)));
    if (earlier === undefined) return [];
    const message = `comes from the same input as outputs.${earlier.name}; their cells are unions or differences of each other, which is not audited yet: publish one of them`;
    return [{ code: 'PLAN_DIFFERENCING' as const, path: `outputs.${later.name}`, message }];
  });
}
