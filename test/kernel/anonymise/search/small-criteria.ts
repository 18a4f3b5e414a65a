// Every privacy model twice: the judge of the kernels, and what it must accept, as papers write it.
import fc from 'fast-check';
import { averageRisk } from '../../../../src/anonymise/kernel/models/average-risk.ts';
import type { ClassJudge } from '../../../../src/anonymise/kernel/models/class-judge.ts';
import { deltaPresence } from '../../../../src/anonymise/kernel/models/delta-presence.ts';
import { alpha, basicBetaLikeness, deltaDisclosure, enhancedBetaLikeness } from '../../../../src/anonymise/kernel/models/inference.ts';
import { kAnonymity, kMap } from '../../../../src/anonymise/kernel/models/k-anonymity.ts';
import { distinctLDiversity, entropyLDiversity, recursiveLDiversity } from '../../../../src/anonymise/kernel/models/l-diversity.ts';
import { equalTCloseness, hierarchicalTCloseness, orderedTCloseness } from '../../../../src/anonymise/kernel/models/t-closeness.ts';
import { levelsOfTable } from '../../../adult.ts';
import type { NaiveClass, NaiveCriterion, NaiveRow } from './naive-search.ts';

/** A model with its parameters: its judge, for the values that the sensitive column has, and what it must accept. */
export interface Criterion extends NaiveCriterion {
  readonly judge: (hasEntities: boolean, values: readonly string[]) => ClassJudge;
}

/** Models draw their parameters; those of `population` need one. */
export interface CriterionKind {
  readonly name: string;
  readonly population: boolean;
  readonly drawn: fc.Arbitrary<Criterion>;
}

/** Sums of shares are as exact as this. */
const NEAR = 1e-11;

const people = (rows: readonly NaiveRow[]): number => new Set(rows.map(({ entity }) => entity)).size;
const having = (rows: readonly NaiveRow[], value: string): NaiveRow[] => rows.filter(({ sensitive }) => sensitive === value);
const valuesOf = (rows: readonly NaiveRow[]): string[] => [...new Set(rows.map(({ sensitive }) => sensitive))].sort();
/** Persons with each value: where rows are persons, rows. */
const countsOf = (rows: readonly NaiveRow[]): number[] => valuesOf(rows).map((value) => people(having(rows, value)));
const sum = (figures: readonly number[]): number => figures.reduce((total, figure) => total + figure, 0);
/** Share of each value of the table among the pairs of person and value. */
const sharesOf = (rows: readonly NaiveRow[], values: readonly string[]): number[] => {
  const counts = values.map((value) => people(having(rows, value)));
  return counts.map((count) => count / sum(counts));
};
const differences = (own: readonly NaiveRow[], file: readonly NaiveRow[]): number[] => {
  const values = valuesOf(file);
  const whole = sharesOf(file, values);
  return sharesOf(own, values).map((share, place) => share - whole[place]!);
};
/** Above each sensitive value but the last stands another, and above all one. */
const ABOVE: Readonly<Record<string, string>> = { x: 'xy', y: 'xy', z: 'z' };

/** Shares of a value among the persons of a class and of the table. */
const beliefs = (own: readonly NaiveRow[], file: readonly NaiveRow[]): (readonly [number, number])[] =>
  valuesOf(own).map((value) => [people(having(own, value)) / people(own), people(having(file, value)) / people(file)]);

/** A model that looks at the rows of a class, if there are any. */
function ofRows(judge: Criterion['judge'], accepts: (own: readonly NaiveRow[], file: readonly NaiveRow[]) => boolean): Criterion {
  return { judge, accepts: ({ rows }, file) => rows.length === 0 || accepts(rows, file) };
}

const place = (hasEntities: boolean): { place: number; hasEntities: boolean } => ({ place: 0, hasEntities });
const kind = (name: string, drawn: fc.Arbitrary<Criterion>, population = false): CriterionKind => ({ name, population, drawn });
const small = fc.integer({ min: 1, max: 4 });
const of = <Item>(...items: readonly Item[]): fc.Arbitrary<Item> => fc.constantFrom(...items);

const presence = (skipsAbsent: boolean): fc.Arbitrary<Criterion> => of([0, 0.75], [0.5, 1], [0.25, 0.8], [0, 1]).map(([min, max]) => ({
  judge: (hasEntities) => deltaPresence(hasEntities, [min!, max!], skipsAbsent),
  accepts: ({ rows, population }) => (skipsAbsent && rows.length === 0) || (rows.length / population.length >= min! && rows.length / population.length <= max!),
}));

/** Leaves out the smallest class, of equal ones the first, until classes over units are few enough. */
function keptWithin(classes: readonly NaiveClass[], maxRisk: number): readonly NaiveClass[] {
  const sizes = classes.map(({ rows }) => people(rows));
  if (classes.length === 0 || classes.length / sum(sizes) <= maxRisk) return classes;
  const smallest = sizes.indexOf(Math.min(...sizes));
  return keptWithin(classes.filter((_, at) => at !== smallest), maxRisk);
}

/** All models. */
export const CRITERIA: readonly CriterionKind[] = [
  kind('k-anonymity', small.map((k) => ofRows(() => kAnonymity(k), (own) => people(own) >= k))),
  kind('distinct l-diversity', small.map((l) => ofRows((entities) => distinctLDiversity(place(entities), l), (own) => valuesOf(own).length >= l))),
  kind('entropy l-diversity', of(1, 1.5, 1.8, 2, 2.7).map((l) => ofRows((entities) => entropyLDiversity(place(entities), l), (own) => {
    const counts = countsOf(own);
    return -sum(counts.map((count) => (count / sum(counts)) * Math.log(count / sum(counts)))) >= Math.log(l) - NEAR;
  }))),
  kind('recursive l-diversity', fc.tuple(fc.integer({ min: 1, max: 3 }), of(0.5, 1, 1.5, 2, 3)).map(([l, c]) => ofRows((entities) => recursiveLDiversity(place(entities), l, c), (own) => {
    const counts = countsOf(own).sort((one, other) => other - one);
    return counts[0]! < c * sum(counts.slice(l - 1));
  }))),
  kind('α', of(0.4, 0.5, 0.75, 1).map((share) => ofRows((entities) => alpha(place(entities), share), (own) => countsOf(own).every((count) => count / people(own) <= share)))),
  kind('t by equal distances', of(0.1, 0.25, 0.4).map((t) => ofRows((entities) => equalTCloseness(place(entities), t), (own, file) => sum(differences(own, file).map(Math.abs)) / 2 <= t + NEAR))),
  kind('t by order', of(0.1, 0.25, 0.4).map((t) => ofRows((entities) => orderedTCloseness(place(entities), t), (own, file) => {
    const shares = differences(own, file);
    return shares.length < 2 || sum(shares.map((_, last) => Math.abs(sum(shares.slice(0, last + 1))))) / (shares.length - 1) <= t + NEAR;
  }))),
  kind('t by hierarchy', of(0.1, 0.25, 0.4).map((t) => ofRows(
    (entities, values) => hierarchicalTCloseness(place(entities), t, levelsOfTable([values, values.map((value) => ABOVE[value]!), values.map(() => '*')]).columns),
    (own, file) => {
      // What moves within a value above costs a half, what moves beyond it a half more.
      const values = valuesOf(file);
      const shares = differences(own, file);
      const groups = [...new Set(values.map((value) => ABOVE[value]!))].map((name) => sum(shares.filter((_, at) => ABOVE[values[at]!] === name)));
      return (sum(shares.map(Math.abs)) + sum(groups.map(Math.abs))) / 4 <= t + NEAR;
    },
  ))),
  kind('δ-disclosure', of(0.6, 1, 1.4).map((delta) => ofRows((entities) => deltaDisclosure(place(entities), delta), (own, file) =>
    beliefs(own, file).every(([share, whole]) => Math.abs(Math.log2(share / whole)) < delta - NEAR)))),
  kind('basic β-likeness', of(0.25, 0.5, 1, 2).map((beta) => ofRows((entities) => basicBetaLikeness(place(entities), beta), (own, file) =>
    beliefs(own, file).every(([share, whole]) => (share - whole) / whole <= beta + NEAR)))),
  kind('enhanced β-likeness', of(0.25, 0.5, 1, 2).map((beta) => ofRows((entities) => enhancedBetaLikeness(place(entities), beta), (own, file) =>
    beliefs(own, file).every(([share, whole]) => (share - whole) / whole <= Math.min(beta, -Math.log(whole)) + NEAR)))),
  kind('average risk', of(0.3, 0.5, 0.7).map((maxRisk) => ({ judge: (entities) => averageRisk(entities, maxRisk), accepts: () => true, keeps: (kept) => keptWithin(kept, maxRisk) }))),
  kind('k-map', small.map((k) => ({ judge: () => kMap(k), accepts: ({ rows, population }) => rows.length === 0 || population.length >= k })), true),
  kind('δ-presence', presence(false), true),
  kind('δ-presence that skips classes without rows', presence(true), true),
];

/** Makes one criterion of several, one that looks at what the others keep being the last. */
export function allOf(criteria: readonly Criterion[]): NaiveCriterion & { readonly judges: readonly Criterion['judge'][] } {
  const ordered = [...criteria.filter(({ keeps }) => keeps === undefined), ...criteria.filter(({ keeps }) => keeps !== undefined)];
  return {
    judges: ordered.map(({ judge }) => judge),
    accepts: (one, file) => ordered.every(({ accepts }) => accepts(one, file)),
    keeps: (kept) => ordered.reduce((left, { keeps }) => keeps?.(left) ?? left, kept),
  };
}
