// The step `generalise` again, over lists of plain objects and strings: every node of the lattice is tried, every figure is counted from
// rows. It is written from the documentation alone, and shares nothing with what it is compared to.

/** A row of the small tables: a person, four quasi-identifiers, a sensitive value. */
export interface Person {
  readonly person: number;
  readonly age: number | null;
  readonly commune: string | null;
  readonly isUrban: boolean | null;
  /** Days since 1970. */
  readonly born: number | null;
  readonly diagnosis: string | null;
}

/** The columns that may be generalised. */
export type PlainColumn = 'age' | 'commune' | 'isUrban' | 'born';

/** A model in plain words: each names its figures as the papers do. */
export type PlainModel =
  | { readonly model: 'kAnonymity'; readonly k: number }
  | { readonly model: 'distinctLDiversity'; readonly column: 'diagnosis'; readonly l: number }
  | { readonly model: 'entropyLDiversity'; readonly column: 'diagnosis'; readonly l: number }
  | { readonly model: 'recursiveLDiversity'; readonly column: 'diagnosis'; readonly l: number; readonly c: number }
  | { readonly model: 'alpha'; readonly column: 'diagnosis'; readonly alpha: number }
  | { readonly model: 'tCloseness'; readonly column: 'diagnosis'; readonly t: number; readonly distance: 'equal' | 'ordered' }
  | { readonly model: 'deltaDisclosure'; readonly column: 'diagnosis'; readonly delta: number }
  | { readonly model: 'basicBetaLikeness'; readonly column: 'diagnosis'; readonly beta: number }
  | { readonly model: 'enhancedBetaLikeness'; readonly column: 'diagnosis'; readonly beta: number };

/** A metric and what may be said of it. */
export interface PlainMetric {
  readonly metric: 'loss' | 'precision' | 'entropy' | 'discernibility' | 'averageClassSize' | 'height';
  readonly aggregate?: 'geometricMean' | 'arithmeticMean' | 'sum' | 'max';
  readonly ignoresSuppression?: boolean;
}

export interface PlainProblem {
  readonly rows: readonly Person[];
  readonly columns: readonly PlainColumn[];
  readonly models: readonly PlainModel[];
  /** Highest mean probability of re-identification of what is kept; `null` without a limit. */
  readonly maxRisk: number | null;
  readonly countsPersons: boolean;
  readonly maxSuppressedShare: number;
  readonly metric: PlainMetric;
  readonly weights: Readonly<Partial<Record<PlainColumn, number>>> | null;
  readonly suppressed: 'drop' | 'blank';
  /** How often what would be suppressed is generalised among itself. */
  readonly recodeRounds: number;
}

export interface PlainResult {
  /** The levels of every round. */
  readonly rounds: readonly (readonly number[])[];
  /** For each row its round; `null` where it is suppressed. */
  readonly roundOf: readonly (number | null)[];
  readonly loss: number;
  /** For each row its labels; `null` where it is left out. */
  readonly labels: readonly (readonly (string | null)[] | null)[];
}

const NULL = '(missing)';

/** What stands for a value at each level, from the value itself to one star. */
export const PATHS: Readonly<Record<PlainColumn, (row: Person) => readonly string[]>> = {
  age: ({ age }) => {
    if (age === null) return [NULL, NULL, NULL, '*'];
    const tens = 10 * Math.floor(age / 10);
    const twenties = 20 * Math.floor(age / 20);
    return [`${age}`, `${tens}-${tens + 9}`, `${twenties}-${twenties + 19}`, '*'];
  },
  commune: ({ commune }) => (commune === null ? [NULL, NULL, '*'] : [commune, commune.slice(0, 2), '*']),
  isUrban: ({ isUrban }) => (isUrban === null ? [NULL, '*'] : [String(isUrban), '*']),
  born: ({ born }) => {
    if (born === null) return [NULL, NULL, NULL, '*'];
    const day = new Date(born * 86_400_000).toISOString().slice(0, 10);
    return [day, day.slice(0, 7), day.slice(0, 4), '*'];
  },
};

const distinct = <Item>(items: readonly Item[]): Item[] => [...new Set(items)];
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function grouped(rows: readonly Person[], nameOf: (row: Person) => string): Person[][] {
  const groups = new Map<string, Person[]>();
  for (const row of rows) {
    const name = nameOf(row);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name)!.push(row);
  }
  return [...groups.values()];
}

/** Counts rows, or different persons. */
export function unitsOf(rows: readonly Person[], countsPersons: boolean): number {
  return countsPersons ? distinct(rows.map(({ person }) => person)).length : rows.length;
}

/** Values in their order: texts by code units, which are bytes here, a missing one last. */
function valuesInOrder(rows: readonly Person[]): (string | null)[] {
  const texts = distinct(rows.flatMap(({ diagnosis }) => diagnosis ?? [])).sort();
  return rows.some(({ diagnosis }) => diagnosis === null) ? [...texts, null] : texts;
}

/** The strictest parameter that one class satisfies. */
export function figureOf(model: PlainModel, members: readonly Person[], all: readonly Person[], countsPersons: boolean): number {
  const size = unitsOf(members, countsPersons);
  if (model.model === 'kAnonymity') return size;
  const values = valuesInOrder(all);
  const withValue = (rows: readonly Person[]): number[] => values.map((value) => unitsOf(rows.filter(({ diagnosis }) => diagnosis === value), countsPersons));
  const own = withValue(members);
  const whole = withValue(all);
  const present = own.filter((count) => count > 0);
  /** Mass of 1 over the values: of persons with two values each counts. */
  const shares = (counts: readonly number[]): number[] => counts.map((count) => count / sum(counts));
  /** Share of the units that have a value. */
  const inClass = own.map((count) => count / size);
  const inTable = whole.map((count) => count / unitsOf(all, countsPersons));
  switch (model.model) {
    case 'distinctLDiversity':
      return present.length;
    case 'entropyLDiversity':
      return Math.exp(-sum(shares(present).map((share) => share * Math.log(share))));
    case 'recursiveLDiversity': {
      const falling = [...present].sort((one, other) => other - one);
      const tail = sum(falling.slice(model.l - 1));
      return tail === 0 ? Infinity : falling[0]! / tail;
    }
    case 'alpha':
      return Math.max(...inClass);
    case 'tCloseness': {
      const differences = shares(own).map((share, value) => share - shares(whole)[value]!);
      if (model.distance === 'equal') return sum(differences.map(Math.abs)) / 2;
      if (values.length === 1) return 0;
      return sum(differences.map((_, value) => Math.abs(sum(differences.slice(0, value + 1))))) / (values.length - 1);
    }
    case 'deltaDisclosure':
      return Math.max(...inClass.flatMap((share, value) => (share > 0 ? Math.abs(Math.log2(share / inTable[value]!)) : [])));
    case 'basicBetaLikeness':
      return Math.max(0, ...inClass.map((share, value) => (share - inTable[value]!) / inTable[value]!));
    case 'enhancedBetaLikeness':
      return Math.max(0, ...inClass.map((share, value) => {
        const gain = (share - inTable[value]!) / inTable[value]!;
        return gain > -Math.log(inTable[value]!) + TINY ? Infinity : gain;
      }));
  }
}

/** Figures that differ by less are equal: they were computed in another order. */
const TINY = 1e-9;

/** Whether a class may be kept. */
export function satisfies(model: PlainModel, members: readonly Person[], all: readonly Person[], countsPersons: boolean): boolean {
  const figure = figureOf(model, members, all, countsPersons);
  switch (model.model) {
    case 'kAnonymity':
      return figure >= model.k;
    case 'distinctLDiversity':
    case 'entropyLDiversity':
      return figure >= model.l - TINY;
    case 'recursiveLDiversity':
      return figure < model.c - TINY;
    case 'alpha':
      return figure <= model.alpha + TINY;
    case 'tCloseness':
      return figure <= model.t + TINY;
    case 'deltaDisclosure':
      return figure < model.delta - TINY;
    case 'basicBetaLikeness':
    case 'enhancedBetaLikeness':
      return figure <= model.beta + TINY;
  }
}

/** How many rows a share allows: no more than the share of them. */
export function rowsAllowed(share: number, rows: number): number {
  let most = 0;
  while (most < rows && (most + 1) / rows <= share) most++;
  return most;
}

interface PlainNode {
  readonly levels: readonly number[];
  readonly loss: number;
  readonly gone: ReadonlySet<Person>;
}

/** Finds the best of all nodes, and writes rows by it; `null` where no node holds, or what would be written does not. */
export function plainGeneralise(problem: PlainProblem): PlainResult | null {
  const { rows, maxSuppressedShare, recodeRounds } = problem;
  const best = bestNode(problem, rows, rowsAllowed(maxSuppressedShare, rows.length));
  if (best === null) return null;
  const rounds = [best.levels];
  let roundOf: readonly (number | null)[] = rows.map((row) => (best.gone.has(row) ? null : 0));
  while (rounds.length <= recodeRounds) {
    const among = rows.filter((_, place) => roundOf[place] === null);
    const node = among.length === 0 ? null : bestNode(problem, among, among.length);
    if (node === null || node.gone.size === among.length) break;
    const recoded = rows.map((row, place) => (among.includes(row) && !node.gone.has(row) ? rounds.length : roundOf[place]!));
    if (!holds(problem, written(problem, [...rounds, node.levels], recoded, 'drop'))) break;
    rounds.push(node.levels);
    roundOf = recoded;
  }
  const blanked = written(problem, rounds, roundOf, 'blank');
  const dropped = written(problem, rounds, roundOf, 'drop');
  const labels = problem.suppressed === 'blank' && holds(problem, blanked) ? blanked : dropped;
  return holds(problem, labels) ? { rounds, roundOf, loss: best.loss, labels } : null;
}

/** Of the nodes that hold for some of the rows, that of the least loss. */
function bestNode(problem: PlainProblem, among: readonly Person[], most: number): PlainNode | null {
  const nodes = allLevels(problem).flatMap((levels) => nodeOf(problem, levels, among, most) ?? []);
  if (nodes.length === 0) return null;
  const least = Math.min(...nodes.map(({ loss }) => loss));
  return nodes.filter(({ loss }) => loss - least <= TINY * Math.max(1, least)).sort((one, other) => sum(one.levels) - sum(other.levels) || firstDifference(one.levels, other.levels))[0]!;
}

function firstDifference(one: readonly number[], other: readonly number[]): number {
  for (const [place, level] of one.entries()) if (level !== other[place]) return level - other[place]!;
  return 0;
}

function heightsOf({ columns }: PlainProblem): number[] {
  const anybody: Person = { person: 0, age: null, commune: null, isUrban: null, born: null, diagnosis: null };
  return columns.map((column) => PATHS[column](anybody).length - 1);
}

/** A column without rows has its values only, and one level. */
function allLevels(problem: PlainProblem): number[][] {
  if (problem.rows.length === 0) return [problem.columns.map(() => 0)];
  let lists: number[][] = [[]];
  for (const height of heightsOf(problem)) lists = lists.flatMap((list) => Array.from({ length: height + 1 }, (_, level) => [...list, level]));
  return lists;
}

function nodeOf(problem: PlainProblem, levels: readonly number[], among: readonly Person[], most: number): PlainNode | null {
  const { rows, columns, models, countsPersons } = problem;
  const nameOf = (row: Person): string => columns.map((column, place) => PATHS[column](row)[levels[place]!]).join(' ');
  const classes = grouped(among, nameOf);
  const isKept = (members: readonly Person[]): boolean => models.every((model) => satisfies(model, members, rows, countsPersons));
  const kept = riskiestLeftOut(problem, classes.filter(isKept));
  const gone = new Set(classes.filter((members) => !kept.includes(members)).flat());
  return gone.size > most ? null : { levels, loss: lossOf(problem, levels, classes, among, gone), gone };
}

/** Leaves out the smallest classes, of equal ones first that of the lowest values, until the mean risk of the others is low enough. */
function riskiestLeftOut({ columns, countsPersons, maxRisk }: PlainProblem, classes: readonly Person[][]): readonly Person[][] {
  const lowest = (members: readonly Person[]): Person => members.reduce((low, one) => (compareValues(columns, one, low) < 0 ? one : low));
  const left = [...classes].sort((one, other) => unitsOf(one, countsPersons) - unitsOf(other, countsPersons) || compareValues(columns, lowest(one), lowest(other)));
  while (maxRisk !== null && meanRisk(left, countsPersons) > maxRisk) left.shift();
  return left;
}

function meanRisk(classes: readonly (readonly Person[])[], countsPersons: boolean): number {
  return classes.length === 0 ? 0 : classes.length / sum(classes.map((members) => unitsOf(members, countsPersons)));
}

/** Compares rows by their values, column by column: numbers by size, texts by code units, a missing value last. */
function compareValues(columns: readonly PlainColumn[], one: Person, other: Person): number {
  for (const column of columns) {
    const left = one[column];
    const right = other[column];
    if (left === right) continue;
    if (left === null) return 1;
    if (right === null) return -1;
    return left < right ? -1 : 1;
  }
  return 0;
}

/** Writes every row by the levels of its round. */
function written({ rows, columns }: PlainProblem, rounds: readonly (readonly number[])[], roundOf: readonly (number | null)[], suppressed: 'drop' | 'blank'): PlainResult['labels'] {
  return rows.map((row, at) => {
    const round = roundOf[at]!;
    if (round === null) return suppressed === 'drop' ? null : columns.map(() => null);
    return columns.map((column, place) => {
      const label = PATHS[column](row)[rounds[round]![place]!]!;
      return label === NULL ? null : label;
    });
  });
}

/** Whether everything holds for what a reader sees. */
function holds({ rows, models, maxRisk, countsPersons }: PlainProblem, labels: PlainResult['labels']): boolean {
  const stay = rows.filter((_, place) => labels[place] !== null);
  const classes = grouped(stay, (row) => JSON.stringify(labels[rows.indexOf(row)]));
  return meanRisk(classes, countsPersons) <= (maxRisk ?? 1) && classes.every((members) => models.every((model) => satisfies(model, members, rows, countsPersons)));
}

/** Leaves under what is written of a row: the different values of the file that it may be, out of all there are. */
export function leavesOf(rows: readonly Person[], column: PlainColumn, level: number, row: Person): readonly [leaves: number, domain: number] {
  const paths = rows.map((other) => PATHS[column](other));
  const alike = paths.filter((path) => path[level] === PATHS[column](row)[level]);
  return [distinct(alike.map(([value]) => value)).length, distinct(paths.map(([value]) => value)).length];
}

function lossOf(problem: PlainProblem, levels: readonly number[], classes: readonly (readonly Person[])[], among: readonly Person[], gone: ReadonlySet<Person>): number {
  const { rows, columns, metric: { metric, aggregate = 'geometricMean', ignoresSuppression = false }, weights } = problem;
  const heights = heightsOf(problem);
  const n = among.length;
  const raw = columns.map((column) => weights?.[column] ?? 1);
  const weightOf = (place: number): number => (raw[place]! * columns.length) / sum(raw);
  if (metric === 'height') return sum(levels.map((level, place) => weightOf(place) * level));
  if (n === 0) return 0;
  const kept = classes.filter((members) => !gone.has(members[0]!));
  switch (metric) {
    case 'discernibility':
      return sum(classes.map((members) => members.length * (gone.has(members[0]!) && !ignoresSuppression ? n : members.length)));
    case 'averageClassSize':
      return n / (kept.length + (gone.size > 0 ? 1 : 0));
    case 'precision':
      return sum(columns.map((_, place) => {
        const costs = among.map((row) => (gone.has(row) && !ignoresSuppression ? 1 : levels[place]! / heights[place]!));
        return (weightOf(place) * sum(costs)) / n;
      })) / columns.length;
    case 'entropy':
      return sum(columns.map((column, place) => {
        const told = (row: Person, level: number): string => PATHS[column](row)[level]!;
        const countOf = (among: Iterable<Person>, row: Person, level: number): number => [...among].filter((other) => told(other, level) === told(row, level)).length;
        const generalised = sum(among.map((row) => Math.log2(countOf(among, row, levels[place]!) / countOf(among, row, 0))));
        const suppressed = sum([...gone].map((row) => Math.log2(gone.size / countOf(gone, row, levels[place]!))));
        return weightOf(place) * (generalised + (ignoresSuppression ? 0 : suppressed));
      }));
    case 'loss': {
      const losses = columns.map((column, place) => {
        const costs = among.map((row) => {
          const [leaves, domain] = leavesOf(rows, column, levels[place]!, row);
          return gone.has(row) ? 1 : leaves / domain;
        });
        const [, domain] = leavesOf(rows, column, 0, rows[0]!);
        return domain === 1 ? 0 : (sum(costs) - n / domain) / (n - n / domain);
      });
      const weighted = losses.map((loss, place) => weightOf(place) * loss);
      if (aggregate === 'max') return Math.max(...weighted);
      if (aggregate === 'sum') return sum(weighted);
      if (aggregate === 'arithmeticMean') return sum(weighted) / columns.length;
      return losses.reduce((product, loss, place) => product * (1 + loss) ** weightOf(place), 1) ** (1 / columns.length) - 1;
    }
  }
}
