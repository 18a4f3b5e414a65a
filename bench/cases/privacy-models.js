// Classes and the values of a sensitive column in them, from dictionary codes in memory.
import { measurePrivacy } from '../../dist/index.js';
import { codedSides } from '../coded-sides.js';
import { quoteName } from '../duckdb.js';

const QUASI_IDENTIFIERS = ['ageBand', 'sex', 'region', 'departement', 'entryMonth', 'dischargeMode'];
const SENSITIVE = 'chapter';
const MODELS = [
  { model: 'kAnonymity', k: 5 }, { model: 'distinctLDiversity', column: SENSITIVE, l: 3 }, { model: 'alpha', column: SENSITIVE, alpha: 0.5 }, { model: 'tCloseness', column: SENSITIVE, t: 0.3, distance: 'equal' },
];
const quasi = QUASI_IDENTIFIERS.map(quoteName).join(', ');
const QUERY = `WITH cells AS (SELECT ${quasi}, ${quoteName(SENSITIVE)} AS v, count(*) AS n FROM input GROUP BY ALL),
  totals AS (SELECT v, sum(n) AS total, sum(sum(n)) OVER () AS whole FROM cells GROUP BY v),
  classes AS (SELECT sum(n) AS size, count(*) AS l, max(n) AS most, list(n) AS ns, sum(greatest(0, n / class - total / whole)) AS t
    FROM (SELECT *, sum(n) OVER (PARTITION BY ${quasi}) AS class FROM cells) JOIN totals USING (v) GROUP BY ${quasi})
  SELECT count(*)::INT, min(size)::INT, min(l)::INT, max(most / size), round(max(t), 9), sum(size) FILTER (size < 5)::INT FROM classes`;

export const benchmark = {
  title: 'k, l, α and t of a sensitive column over 6 columns, from dictionary codes',
  rows: 1_000_000,
  smokeRows: 20_000,
  ...codedSides([...QUASI_IDENTIFIERS, SENSITIVE]),
  subject: {
    name: 'a423',
    async run({ dataset }) {
      const { risk, models } = await measurePrivacy(dataset, { quasiIdentifiers: QUASI_IDENTIFIERS, models: MODELS, entity: null, nullMatching: 'own-class' });
      const [k, l, alpha, t] = models.map(({ attained }) => attained);
      return [risk.classes, k, l, alpha, Math.round(t * 1e9) / 1e9, models[0].rowsFailing];
    },
  },
  yardsticks: [{ name: 'DuckDB', run: async ({ database }) => (await database.rows(QUERY))[0] }],
  check(ours, theirs) {
    if (ours.join() !== theirs.join()) throw new Error(`classes, k, l, α, t, rows below k: ${ours.join()} against ${theirs.join()}`);
  },
  claims: [{ text: "at most 2.5 × DuckDB's query for the same figures", value: ({ ratios }) => ratios[0].ratio, atMost: 2.5 }],
};
