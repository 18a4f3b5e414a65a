// People with every kind of column that levels look at, the same in Arrow and in DuckDB; for tests.
import { Bool, DateDay, Field, FixedSizeList, Float64, Int32, List, Table, TimestampMicrosecond, Utf8, vectorFromArray, type DataType, type Vector } from 'apache-arrow';
import type { DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { fromArrowTable, type Dataset } from '../../../src/core/dataset.ts';

export type Cell = string | number | boolean | readonly (string | number | null)[] | null;

/** A column: its type in both worlds, and what may stand in it. */
interface PeopleColumn {
  readonly type: DataType;
  readonly sql: string;
  readonly values: fc.Arbitrary<Cell>;
}

const DAY = 86_400_000;
const maybe = (values: fc.Arbitrary<Cell>): fc.Arbitrary<Cell> => fc.option(values, { freq: 8 });
const among = (...values: readonly Cell[]): fc.Arbitrary<Cell> => maybe(fc.constantFrom(...values));
const texts = new List(new Field('item', new Utf8(), true));
const names = ['Martin', 'Martine', 'martin', 'Matrin', 'Marten', 'Dupont', 'Dupond', 'Élodie', 'Elodie', 'Jean-Marie', 'Jean Marie', 'O’Brien', 'Li', 'Ng', 'O', 'Anne', '😀lodie'] as const;
const name = maybe(fc.oneof(fc.constantFrom<Cell>(...names), fc.string({ unit: fc.constantFrom('a', 'b', 'é', 'M'), minLength: 1, maxLength: 12 })));
const dates = ['1980-01-12', '1980-01-21', '1980-12-01', '1980-02-11', '1981-01-12', '1990-01-12', '1890-01-12', '2000-02-29', '2001-02-28', '2000-01-01'] as const;
const dayOf = (date: string): number => Date.parse(date) / DAY;

const COMMON: Readonly<Record<string, PeopleColumn>> = {
  never: { type: new Utf8(), sql: 'VARCHAR', values: fc.constant(null) },
  name: { type: new Utf8(), sql: 'VARCHAR', values: fc.oneof({ weight: 9, arbitrary: name }, { weight: 2, arbitrary: fc.constant<Cell>('O') }) },
  'first name': { type: new Utf8(), sql: 'VARCHAR', values: name },
  forename: { type: new Utf8(), sql: 'VARCHAR', values: among(...names) },
  surname: { type: new Utf8(), sql: 'VARCHAR', values: among(...names) },
  full_name: { type: new Utf8(), sql: 'VARCHAR', values: among('Anne Martin', 'Jean Dupont') },
  city: { type: new Utf8(), sql: 'VARCHAR', values: among('Paris', 'Pari', 'Lyon', '', 'Brest') },
  email: { type: new Utf8(), sql: 'VARCHAR', values: among('anne@a.fr', 'anne@b.fr', 'ane@a.fr', 'annie', '@x', '', 'a@b@c') },
  postcode: { type: new Utf8(), sql: 'VARCHAR', values: among('EC1A 1BB', 'EC1A 1BC', 'EC1A 2BB', 'EC1B 1BB', 'W1A 0AX', 'nonsense', '') },
  lat: { type: new Float64(), sql: 'DOUBLE', values: among(48.8566, 48.8567, 45.764, -33.9, 90) },
  long: { type: new Float64(), sql: 'DOUBLE', values: among(2.3522, 2.3523, 4.8357, 151.2, -179.9) },
  age: { type: new Float64(), sql: 'DOUBLE', values: among(18, 19, 1.5) },
  house: { type: new Int32(), sql: 'INTEGER', values: among(1, 10, 12, 120, -12) },
  amount: { type: new Float64(), sql: 'DOUBLE', values: among(100, 105, 81, 80, 1.5, -3) },
  names: { type: texts, sql: 'VARCHAR[]', values: maybe(fc.array(fc.constantFrom<string | null>('anne', 'anna', 'marie', 'mari', 'jean'), { maxLength: 3 }) as fc.Arbitrary<Cell>) },
  name_dm: { type: texts, sql: 'VARCHAR[]', values: maybe(fc.array(fc.constantFrom<string | null>('MRTN', 'TPNT', 'ALT'), { maxLength: 2 }) as fc.Arbitrary<Cell>) },
  embedding: { type: new FixedSizeList(3, new Field('item', new Float64(), true)), sql: 'DOUBLE[3]', values: among([1, 0, 0], [0.9, 0.1, 0], [0, 1, 0], [1, 1, 1], [-1, 0, 0]) },
  adult: { type: new Bool(), sql: 'BOOLEAN', values: among(true, false) },
};

const AS_TEXT: Readonly<Record<string, PeopleColumn>> = {
  dob: { type: new Utf8(), sql: 'VARCHAR', values: among(...dates, '1980-02-30', 'unknown', '12/01/1980', '1980-1-12') },
  at: { type: new Utf8(), sql: 'VARCHAR', values: among('2020-01-01T10:00:00Z', '2020-01-01T10:59:59Z', '2020-01-01T11:00:00Z', '2020-01-02T10:00:01Z', 'then') },
};
const AS_TIME: Readonly<Record<string, PeopleColumn>> = {
  dob: { type: new DateDay(), sql: 'DATE', values: among(...dates.map(dayOf)) },
  at: { type: new TimestampMicrosecond(), sql: 'TIMESTAMP', values: among(...[0, 0.5, 1, 60, 61].map((seconds) => 1_577_872_800 + seconds)) },
};

/** People in both worlds, named by their row. */
export interface People {
  readonly dataset: Dataset;
  readonly rows: number;
  /** Creates the table `people` and the view `pairs`, whose columns end with `_l` and `_r`, of all pairs in order. */
  load(connection: DuckDBConnection): Promise<void>;
}

/** Draws people; times are text, or times. */
export function drawPeople(rows: number, times: 'text' | 'time', seed: number): People {
  const columns = { ...COMMON, ...(times === 'text' ? AS_TEXT : AS_TIME) };
  const [drawn] = fc.sample(fc.tuple(...Object.values(columns).map(({ values }) => fc.array(values, { minLength: rows, maxLength: rows }))), { seed, numRuns: 1 });
  const cells = Object.fromEntries(Object.keys(columns).map((column, index) => [column, drawn![index]! as readonly Cell[]]));
  const id = vectorFromArray(Array.from({ length: rows }, (_, row) => row), new Int32());
  return {
    rows,
    dataset: fromArrowTable(new Table({ id, ...Object.fromEntries(Object.entries(columns).map(([column, { type }]) => [column, vectorOf(type, cells[column]!)])) })),
    async load(connection) {
      const fields = Object.entries(columns);
      await connection.run(`CREATE OR REPLACE TABLE people (id INTEGER, ${fields.map(([column, { sql }]) => `"${column}" ${sql}`).join(', ')})`);
      const values = Array.from({ length: rows }, (_, row) => `(${row}, ${fields.map(([column, { sql }]) => literal(cells[column]![row]!, sql)).join(', ')})`);
      await connection.run(`INSERT INTO people VALUES ${values.join(', ')}`);
      const both = ['id', ...Object.keys(columns)].flatMap((column) => [`l."${column}" AS "${column}_l"`, `r."${column}" AS "${column}_r"`]);
      await connection.run(`CREATE OR REPLACE VIEW pairs AS SELECT ${both.join(', ')} FROM people l JOIN people r ON l.id < r.id`);
    },
  };
}

function vectorOf(type: DataType, cells: readonly Cell[]): Vector {
  if (type instanceof TimestampMicrosecond) return vectorFromArray(cells.map((cell) => (cell === null ? null : (cell as number) * 1000)), type);
  return vectorFromArray(cells.map((cell) => (type instanceof DateDay && cell !== null ? new Date((cell as number) * DAY) : cell)), type);
}

function literal(cell: Cell, sql: string): string {
  if (cell === null) return 'NULL';
  if (typeof cell === 'object') return `[${cell.map((element) => literal(element, '')).join(', ')}]::${sql}`;
  if (sql === 'DATE') return `DATE '1970-01-01' + ${cell as number}`;
  if (sql === 'TIMESTAMP') return `make_timestamp(${Math.round((cell as number) * 1e6)})`;
  return typeof cell === 'string' ? `'${cell.replaceAll("'", "''")}'` : String(cell);
}
