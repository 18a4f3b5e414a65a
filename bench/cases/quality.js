// Quality checks over a million stays, in memory: all in one pass, then each alone, so that the extra cost of each is
// seen. DuckDB answers what SQL can be asked; NIRs are beyond it.
import { measureQuality } from '../../dist/index.js';
import { bothSides } from '../both-sides.js';
import { STAYS_COLUMNS } from '../stays.js';
import { median } from '../table.js';

/** Each check with what SQL counts as failing; `null` where SQL is not asked. */
const CHECKS = [
  [{ check: 'notNull', column: 'nir' }, 'nir IS NULL'],
  [{ check: 'values', column: 'sex', in: ['F', 'M', '1', '2'] }, "sex NOT IN ('F', 'M', '1', '2')"],
  [{ check: 'range', column: 'cost', range: { min: 100, max: 20_000 } }, 'cost NOT BETWEEN 100 AND 20000'],
  [{ check: 'range', column: 'entryDate', range: { min: '2024-02-01' } }, "entryDate < DATE '2024-02-01'"],
  [{ check: 'length', column: 'diagnosis', min: 4 }, 'length(diagnosis) < 4'],
  [{ check: 'pattern', column: 'diagnosis', patterns: ['A99*'] }, "NOT regexp_full_match(diagnosis, '[A-Z][0-9][0-9].*')"],
  [{ check: 'identifier', column: 'nir', identifier: 'nir' }, null],
  [{ check: 'identifier', column: 'hospital', identifier: 'finess' }, null],
  [{ check: 'nirAgrees', column: 'nir', sex: { column: 'sex', male: '1', female: '2' }, birthDate: 'birthDate', birthPlace: 'commune' }, null],
  [{ check: 'order', columns: ['birthDate', 'entryDate', 'exitDate'] }, 'birthDate > entryDate OR entryDate > exitDate OR birthDate > exitDate'],
  [{ check: 'predicate', holds: { any: [{ column: 'cost', range: { max: 5000 } }, { column: 'exitDate', compare: 'above', to: 'entryDate' }] } }, 'NOT (coalesce(cost <= 5000, FALSE) OR coalesce(exitDate > entryDate, FALSE))'],
  [{ check: 'reference', table: 'hospitals', on: { hospital: 'hospital' } }, 'hospital NOT IN (SELECT hospital FROM input WHERE hospital IS NOT NULL)'],
  [{ check: 'unique', columns: ['stayId'], nulls: 'skip' }, 'stayId IN (SELECT stayId FROM input GROUP BY stayId HAVING count(*) > 1)'],
  [{ check: 'unique', columns: ['nir', 'entryDate'], nulls: 'skip' }, '(nir, entryDate) IN (SELECT (nir, entryDate) FROM input WHERE nir IS NOT NULL AND entryDate IS NOT NULL GROUP BY nir, entryDate HAVING count(*) > 1)'],
  [{ check: 'outliers', column: 'cost', factor: 3 }, null],
  [{ check: 'distribution', column: 'dischargeMode', expected: [{ value: '8', share: 0.9 }], distance: 'totalVariation', maxDistance: 1 }, null],
  [{ check: 'mean', column: 'cost', min: 0 }, null],
];
const ALL = CHECKS.map(([check]) => check);
const ASKED = CHECKS.flatMap(([, sql], place) => (sql === null ? [] : [place]));

const nameOf = ({ check, column, columns, holds }) => [check, column ?? columns?.join(' + ') ?? (holds === undefined ? '' : 'of two')].join(' ').trim();
const sides = bothSides({ table: 'stays', names: Object.keys(STAYS_COLUMNS), source: 'memory' });
const measure = ({ dataset, hospitals }, checks) => measureQuality(dataset, checks, { references: { hospitals } });

/** Nanoseconds of processor time a row that a check may cost: those that hash keys cost more than those that look at values. */
const limitOf = ({ check }) => (check === 'unique' || check === 'reference' ? 1000 : 300);
/** What a check adds to a pass that only hands the batches on. */
const costOf = (place) => ({ rows, samples }) => (median(samples[2 + place].cpuMs) - median(samples[1].cpuMs)) * 1e6 / rows;

export const benchmark = {
  title: `Quality, ${CHECKS.length} checks in one pass`,
  rows: 1_000_000,
  smokeRows: 20_000,
  rounds: 5,
  inputs: sides.inputs,
  async prepare(context) {
    const state = await sides.prepare(context);
    // The stays are their own reference: every hospital is found, after as many rows were read and hashed.
    return { ...state, hospitals: state.dataset };
  },
  subject: {
    name: 'a423, all checks',
    run: async (state) => (await measure(state, ALL)).checks.map(({ failing }) => failing),
  },
  yardsticks: [
    {
      name: 'plain pass',
      answers: false,
      async run({ dataset }) {
        let rows = 0;
        for await (const batch of dataset.open()) rows += batch.numRows;
        return rows;
      },
    },
    ...ALL.map((check) => ({ name: nameOf(check), answers: false, run: (state) => measure(state, [check]) })),
    {
      name: 'DuckDB, what SQL can be asked',
      run: async ({ database }) => (await database.rows(`SELECT ${ASKED.map((place) => `count(*) FILTER (${CHECKS[place][1]})`).join(', ')} FROM input`))[0],
    },
  ],
  check(ours, theirs) {
    const asked = ASKED.map((place) => ours[place]);
    if (asked.join() !== theirs.map(Number).join()) throw new Error(`failing rows: ${asked.join()} against ${theirs.join()}`);
  },
  close: sides.close,
  claims: ALL.map((check, place) => ({ text: `${nameOf(check)}: at most ${limitOf(check)} ns of processor time a row`, value: costOf(place), atMost: limitOf(check) })),
};
