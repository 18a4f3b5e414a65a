// What is written for Spark, PostgreSQL and SQLite: the words that Splink itself writes there, read back as what was meant.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PlanError } from '../../../src/core/errors.ts';
import { exactComparison, nameComparison } from '../../../src/link/comparisons/index.ts';
import type { Condition, Derivation, LinkageModel, MeasureName } from '../../../src/link/model/index.ts';
import { fromSplink, toSplink } from '../../../src/link/splink/index.ts';
import { readLevel } from '../../../src/link/splink/read-level.ts';
import { SQL_DIALECTS } from '../../../src/link/splink/sql-dialects.ts';
import { javaOfStrptime, postgresOfStrptime, strptimeOfJava, strptimeOfPostgres } from '../../../src/link/splink/time-patterns.ts';
import { suffixed, writeCondition } from '../../../src/link/splink/write-sql.ts';

interface LevelSql {
  readonly sql_condition: string;
}
type ByDialect<Written> = Readonly<Record<string, Readonly<Record<string, Written>>>>;
const recorded = JSON.parse(readFileSync('test/link/fixtures/level_sql.json', 'utf8')) as Readonly<Record<string, { readonly comparisons: ByDialect<{ readonly comparison_levels: readonly LevelSql[] }>; readonly levels: ByDialect<LevelSql> }>>;
const DIALECTS = ['spark', 'postgres', 'sqlite'] as const;
type Dialect = (typeof DIALECTS)[number];

/** Every condition of Splink's library in a dialect, by what it is of. */
function conditionsOf(dialect: Dialect): readonly (readonly [string, string])[] {
  const own = <Written>(byDialect: Readonly<Record<string, Written>>): readonly Written[] => Object.entries(byDialect).flatMap(([names, written]) => (names.split(' ').includes(dialect) ? [written] : []));
  return Object.values(recorded).flatMap(({ comparisons, levels }) => [
    ...Object.entries(comparisons).flatMap(([name, byDialect]) => own(byDialect).flatMap(({ comparison_levels: some }) => some.map(({ sql_condition: sql }) => [name, sql] as const))),
    ...Object.entries(levels).flatMap(([name, byDialect]) => own(byDialect).map(({ sql_condition: sql }) => [name, sql] as const)),
  ]);
}

const reading = (dialect: Dialect) => ({ dialect, registered: ['my_distance'], completions: {} });
const read = (sql: string, dialect: Dialect): Condition => readLevel({ sql_condition: sql }, reading(dialect), 'level').when;
const write = (when: Condition, dialect: Dialect): string => writeCondition(when, suffixed(SQL_DIALECTS[dialect]), 'when');
const attempt = <Result>(work: () => Result): Result | null => {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    return null;
  }
};
/** The words without what the databases do not look at. */
const bare = (sql: string): string => sql.toLowerCase().replaceAll(/\s+/g, '');

/** Written otherwise than by Splink, though it means the same: casts of literals, brackets, the order of operands, decimals of bounds. */
const OTHERWISE = [
  'AbsoluteDateDifference text', 'ColumnsReversedLevel symmetrical', 'DateOfBirthComparison', 'DateOfBirthComparison keeping invalid', 'DateOfBirthComparison text', 'DistanceInKMLevel not null',
  'ForenameSurnameComparison', 'ForenameSurnameComparison concat', 'LiteralMatchLevel date', 'LiteralMatchLevel left', 'LiteralMatchLevel right', 'expression raw',
  // Elements as `array(x, y)`, which Spark 3 takes too; and an empty list by its length.
  'ArraySubsetLevel empty', 'Pairwise damerau_levenshtein', 'Pairwise jaro', 'Pairwise jaro_winkler', 'Pairwise levenshtein',
];
const REFUSED: Readonly<Record<Dialect, readonly string[]>> = {
  // Counted days, and a cosine that Splink spells out.
  spark: ['AbsoluteDateDifference', 'AbsoluteDateDifference text', 'CosineSimilarityAtThresholds', 'DateOfBirthComparison', 'DateOfBirthComparison keeping invalid', 'DateOfBirthComparison text'],
  postgres: [],
  // SQLite knows the capitals of ASCII only.
  sqlite: ['expression lower substr', 'expression raw'],
};

describe.each(DIALECTS)('what Splink writes for %s', (dialect) => {
  const understood = conditionsOf(dialect).flatMap(([name, sql]) => {
    const when = attempt(() => read(sql, dialect));
    return when === null ? [] : [{ name, sql, when }];
  });

  test('is written in its very words, but for a few that mean the same, and is read back without loss', () => {
    const refused = new Set<string>();
    expect(understood.length).toBeGreaterThan(100);
    for (const { name, sql, when } of understood) {
      const written = attempt(() => write(when, dialect));
      if (written === null) {
        refused.add(name);
        continue;
      }
      expect(read(written, dialect)).toEqual(when);
      if (bare(written) !== bare(sql)) expect(OTHERWISE).toContain(name);
    }
    expect([...refused].sort()).toEqual(REFUSED[dialect]);
  });
});

const a = { column: "a'b" };
const step = (...derive: readonly Derivation[]): Condition => ({ kind: 'equal', of: { ...a, derive } });

describe('steps and measures', () => {
  const steps: readonly (readonly [Derivation, ...expected: readonly [spark: string | null, postgres: string | null, sqlite: string | null]])[] = [
    [{ op: 'lower' }, 'lower(`a\'b_l`)', 'lower("a\'b_l")', null],
    [{ op: 'slice', from: 2, length: 3 }, 'SUBSTRING(`a\'b_l`, 2, 3)', 'SUBSTRING("a\'b_l" FROM 2 FOR 3)', 'SUBSTRING("a\'b_l", 2, 3)'],
    [{ op: 'slice', from: 2 }, 'SUBSTRING(`a\'b_l`, 2)', 'SUBSTRING("a\'b_l" FROM 2)', 'SUBSTRING("a\'b_l", 2)'],
    [{ op: 'slice', from: -2 }, null, null, null],
    [{ op: 'extract', pattern: "\\d'" }, "NULLIF(regexp_extract(`a'b_l`, '\\\\d\\'', 0), '')", `NULLIF(substring("a'b_l" from '\\d'''), '')`, null],
    [{ op: 'extract', pattern: '(a)(b)', group: 2 }, "NULLIF(regexp_extract(`a'b_l`, '(a)(b)', 2), '')", null, null],
    [{ op: 'extract', pattern: 'a', orEmpty: true }, "regexp_extract(`a'b_l`, 'a', 0)", null, null],
    [{ op: 'nullIf', value: "l'" }, "NULLIF(`a'b_l`, 'l\\'')", `NULLIF("a'b_l", 'l''')`, `NULLIF("a'b_l", 'l''')`],
    [{ op: 'parseTime', format: '%d/%m/%Y' }, "date(try_to_timestamp(`a'b_l`, 'dd/MM/yyyy'))", `try_cast_date("a'b_l", 'DD/MM/YYYY')`, null],
    [{ op: 'parseTime', format: '%Y-%m-%dT%H:%M:%S' }, "try_to_timestamp(`a'b_l`, 'yyyy-MM-dd\\'T\\'HH:mm:ss')", `try_cast_timestamp("a'b_l", 'YYYY-MM-DDTHH24:MI:SS')`, null],
    [{ op: 'parseTime', format: '%f' }, null, null, null],
    [{ op: 'year' }, "year(`a'b_l`)", `EXTRACT(YEAR FROM "a'b_l")`, null],
    [{ op: 'monthCount' }, "(year(`a'b_l`) * 12 + month(`a'b_l`) - 23641)", `(EXTRACT(YEAR FROM "a'b_l") * 12 + EXTRACT(MONTH FROM "a'b_l") - 23641)`, null],
    [{ op: 'dayCount' }, null, null, null],
    [{ op: 'toText' }, "CAST(`a'b_l` AS STRING)", `CAST("a'b_l" AS TEXT)`, `CAST("a'b_l" AS TEXT)`],
    [{ op: 'toNumber' }, "TRY_CAST(`a'b_l` AS DOUBLE)", null, null],
    [{ op: 'split', separator: ', ' }, "split(`a'b_l`, ', ')", `string_to_array("a'b_l", ', ')`, null],
    [{ op: 'split', separator: '|' }, null, `string_to_array("a'b_l", '|')`, null],
    [{ op: 'element', at: 2 }, "`a'b_l`[1]", `"a'b_l"[2]`, null],
    [{ op: 'element', at: -1 }, "element_at(`a'b_l`, -1)", `"a'b_l"[array_length("a'b_l", 1)]`, null],
    [{ op: 'element', at: -2 }, "element_at(`a'b_l`, -2)", null, null],
    [{ op: 'name' }, null, null, null],
  ];
  test.each(steps)('%j is written in each dialect, or refused with its place, and read back', (derivation: Derivation, ...expected: readonly (string | null)[]) => {
    DIALECTS.forEach((dialect, index) => {
      const when = step(derivation);
      const side = expected[index]!;
      if (side === null) expect(() => write(when, dialect)).toThrow(`when.of.derive[0]: ${derivation.op}: ${SQL_DIALECTS[dialect]!.title} has no counterpart`);
      else {
        expect(write(when, dialect)).toBe(`${side} = ${side.replaceAll('b_l', 'b_r')}`);
        expect(read(write(when, dialect), dialect)).toEqual(when);
      }
    });
  });

  test.each<[MeasureName, object, readonly Dialect[]]>([
    ['levenshtein', { atMost: 1 }, ['spark', 'postgres', 'sqlite']], ['jaroWinkler', { atLeast: 0.9 }, ['spark', 'sqlite']], ['jaro', { atLeast: 0.9 }, ['spark', 'sqlite']],
    ['damerauLevenshtein', { atMost: 1 }, ['spark', 'sqlite']], ['jaccard', { atLeast: 0.9, q: 1 }, ['spark']], ['osa', { atMost: 1 }, []], ['cosine', { atLeast: 0.9 }, []],
    ['absoluteDifference', { atMost: 1 }, ['spark', 'postgres', 'sqlite']], ['percentageDifference', { below: 0.5 }, ['spark', 'postgres', 'sqlite']], ['timeDifference', { atMost: 60 }, ['spark', 'postgres']],
    ['intersection', { atLeast: 1 }, ['spark', 'postgres']], ['containment', { atLeast: 1 }, ['spark', 'postgres']], ['levenshtein', { atMost: 1, overLists: true }, ['spark']],
  ])('%s %j is written where there is a counterpart, and refused with its place elsewhere', (measure, more, dialects) => {
    const when = { kind: 'measure', measure, of: a, ...more } as Condition;
    for (const dialect of DIALECTS) {
      if (dialects.includes(dialect)) expect(read(write(when, dialect), dialect)).toEqual(when);
      else expect(() => write(when, dialect)).toThrow(/^when\.(?:measure|overLists): /);
    }
  });
});

describe('a model', () => {
  const model: LinkageModel = {
    version: 1, linkType: 'dedupe', prior: 0.01, unit: 'codePoint',
    blocking: [{ on: [{ of: a }] }, { on: [{ of: { column: 'l' }, explode: true }], where: { kind: 'measure', measure: 'levenshtein', of: a, atMost: 2 } }],
    comparisons: [nameComparison({ of: 'name', termFrequency: false }), exactComparison({ of: "a'b" })],
  };
  const meaning = ({ linkType, prior, unit, comparisons, blocking }: LinkageModel): unknown => ({
    linkType, prior, unit, comparisons: comparisons.map(({ name, levels }) => [name, levels.map(({ splink: _, ...level }) => level)]), blocking: blocking.map(({ splink: _, ...rule }) => rule),
  });

  test.each(['spark', 'sqlite'] as const)('written for %s names it, and means the same once it is read', (dialect) => {
    const file = toSplink(model, { dialect });
    expect(file).toMatchObject({ sql_dialect: dialect, blocking_rules_to_generate_predictions: [{ sql_dialect: dialect }, { sql_dialect: dialect, arrays_to_explode: ['l'] }] });
    expect(meaning(fromSplink(file))).toEqual(meaning(model));
    expect(toSplink(fromSplink(file))).toEqual(file);
  });

  test('that came from one database is written anew for another one, and as it was for its own', () => {
    const file = { ...toSplink(model), linker_uid: 'abc' };
    const read = fromSplink(file, { unit: 'codePoint' });
    expect(toSplink(read, { dialect: 'duckdb' })).toEqual(file);
    const spark = toSplink(read, { dialect: 'spark' });
    expect(spark).toEqual({ ...toSplink(model, { dialect: 'spark' }), linker_uid: 'abc' });
    expect(JSON.stringify(spark)).not.toContain('jaro_winkler_similarity');
    expect(toSplink(fromSplink(spark, { unit: 'codePoint' }), { dialect: 'duckdb' })).toEqual(file);
  });

  test('is refused all at once where the database lacks something, and for Athena', () => {
    expect(() => toSplink(model, { dialect: 'postgres' })).toThrow(/comparisons\[0\]\.levels\[\d\]\.when\.measure: jaroWinkler: PostgreSQL has no such measure/);
    expect(() => toSplink(model, { dialect: 'athena' })).toThrow('blocking[0]: expected nothing new in a model for athena: conditions are written for duckdb, spark, postgres, sqlite only');
  });
});

describe('formats of strptime', () => {
  test('become patterns of Spark and templates of PostgreSQL that are read as what they were', () => {
    const part = fc.constantFrom('%Y', '%y', '%m', '%d', '%H', '%M', '%S', '%b', '%B', '%%', '-', '/', ' ', ':', 'T');
    fc.assert(fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const format = parts.join('');
      for (const [pattern, read] of [[javaOfStrptime(format), strptimeOfJava], [postgresOfStrptime(format), strptimeOfPostgres]] as const) {
        if (pattern !== null) expect(read(pattern)).toBe(format);
        // Fields side by side may run into each other; PostgreSQL has a T before hours only.
        else expect(format).toMatch(/%[a-zA-Z]%[a-zA-Z]|T(?!%H)|%[a-zA-Z]T|TT/);
      }
    }), { numRuns: 2000 });
    for (const none of ['%j', '%f', '%Z', "%Y'", '%Y"', '%Y\\']) expect([javaOfStrptime(none), postgresOfStrptime(none)]).toEqual([null, null]);
    expect([javaOfStrptime('%Hh'), postgresOfStrptime('%Hh')]).toEqual(["HH'h'", null]);
  });
});
