import type { RecordBatch } from 'apache-arrow';
import { beforeAll, describe, expect, test } from 'vitest';
import { columnsOf } from '../../src/core/arrow.ts';
import { isValid, type Column } from '../../src/core/column.ts';
import { collect, type Dataset } from '../../src/core/dataset.ts';
import { PlanError } from '../../src/core/errors.ts';
import { roleOf } from '../../src/core/field.ts';
import { CIM10_CHAPTERS, cim10Category, cim10Chapter, isLuhn, nir as nirIdentifier, validateIdentifier } from '../../src/identifiers/index.ts';
import { synthesiseDuplicates, synthesisePeople, synthesiseStays, synthesiseTruth } from '../../src/synthesise/index.ts';
import { stringsOf } from '../text-column.ts';

type Cell = string | number | bigint | null;
type Row = Record<string, Cell>;

function cells(column: Column): Cell[] {
  if (column.kind === 'text') return stringsOf(column);
  const value = (row: number): Cell => {
    if (column.kind === 'date') return column.days[row]!;
    if (column.kind === 'int64') return column.values[row]!;
    if (column.kind !== 'decimal') return null;
    // The unscaled integer of 128 bits, in cents.
    return Number(BigInt(column.limbs[4 * row]!) + (BigInt(column.limbs[4 * row + 1]!) << 32n) + (BigInt(column.limbs[4 * row + 2]!) << 64n));
  };
  return Array.from({ length: column.rows }, (_, row) => (isValid(column.valid, row) ? value(row) : null));
}

async function rowsOf(dataset: Dataset): Promise<Row[]> {
  const rows: Row[] = [];
  const names = dataset.schema.fields.map(({ name }) => name);
  for (const batch of await collect(dataset)) {
    const columns = columnsOf(batch).map(cells);
    for (let row = 0; row < batch.numRows; row++) rows.push(Object.fromEntries(names.map((name, index) => [name, columns[index]![row]!])));
  }
  return rows;
}

function groupBy<Item, Group>(items: Iterable<Item>, groupOf: (item: Item) => Group): Map<Group, Item[]> {
  const groups = new Map<Group, Item[]>();
  for (const item of items) {
    const found = groups.get(groupOf(item));
    if (found === undefined) groups.set(groupOf(item), [item]);
    else found.push(item);
  }
  return groups;
}

const count = (rows: readonly Row[], column: string): Map<Cell, number> => {
  const counts = new Map<Cell, number>();
  for (const row of rows) counts.set(row[column]!, (counts.get(row[column]!) ?? 0) + 1);
  return counts;
};
const shareOf = (rows: readonly Row[], holds: (row: Row) => boolean): number => rows.filter(holds).length / rows.length;
const plain = (value: Cell): string => String(value).normalize('NFD').replace(/[\u0300-\u036f]/g, '').toUpperCase();

const MAKERS: Readonly<Record<string, (rows: number, seed: string, batchRows?: number) => Dataset>> = {
  people: (rows, seed, batchRows) => synthesisePeople({ rows, seed, ...(batchRows === undefined ? {} : { batchRows }) }),
  stays: (rows, seed, batchRows) => synthesiseStays({ rows, seed, ...(batchRows === undefined ? {} : { batchRows }) }),
  duplicates: (rows, seed, batchRows) => synthesiseDuplicates({ rows, seed, ...(batchRows === undefined ? {} : { batchRows }) }),
  truth: (rows, seed, batchRows) => synthesiseTruth({ rows, seed, ...(batchRows === undefined ? {} : { batchRows }) }),
};

describe('every synthetic table', () => {
  test.each(Object.keys(MAKERS))('%s: the rows do not depend on the batch size, nor on the reading', async (name) => {
    const whole = MAKERS[name]!(300, 'seed');
    const rows = await rowsOf(whole);
    expect(await rowsOf(whole)).toEqual(rows);
    for (const batchRows of [1, 7, 299, 1000]) expect(await rowsOf(MAKERS[name]!(300, 'seed', batchRows))).toEqual(rows);
  });

  test.each(Object.keys(MAKERS))('%s: two readings at once do not disturb each other', async (name) => {
    const dataset = MAKERS[name]!(200, 'seed', 20);
    const [left, right] = [dataset.open()[Symbol.asyncIterator](), dataset.open()[Symbol.asyncIterator]()];
    const both: [RecordBatch[], RecordBatch[]] = [[], []];
    for (;;) {
      const results = [await left.next(), await right.next()];
      if (results[0]!.done === true || results[1]!.done === true) break;
      both[0].push(results[0]!.value);
      both[1].push(results[1]!.value);
    }
    const flat = (batches: RecordBatch[]): Cell[][] => batches.flatMap((batch) => columnsOf(batch).map(cells));
    expect(flat(both[0])).toEqual(flat(both[1]));
    expect(both[0].length).toBeGreaterThan(1);
  });

  test.each(Object.keys(MAKERS))('%s: another seed gives other rows, and no rows is legal', async (name) => {
    expect(await rowsOf(MAKERS[name]!(50, 'a'))).not.toEqual(await rowsOf(MAKERS[name]!(50, 'b')));
    expect(await rowsOf(MAKERS[name]!(0, 'a'))).toEqual([]);
  });

  test.each(Object.keys(MAKERS))('%s: reading can be aborted', async (name) => {
    const controller = new AbortController();
    const reading = (async () => {
      for await (const _batch of MAKERS[name]!(1000, 'a', 10).open(controller.signal)) controller.abort(new Error('enough'));
    })();
    await expect(reading).rejects.toThrow('enough');
  });

  test('wrong options are refused, all at once', () => {
    const paths = (attempt: () => unknown): string[] => {
      try {
        attempt();
      } catch (error) {
        if (error instanceof PlanError) return error.problems.map(({ code, path }) => `${code} ${path}`);
      }
      return [];
    };
    expect(paths(() => synthesisePeople({ rows: -1, seed: '', row: 3 } as never))).toEqual(['PLAN_OUT_OF_RANGE rows', 'PLAN_OUT_OF_RANGE seed', 'PLAN_UNKNOWN_OPTION row']);
    expect(paths(() => synthesiseStays({ rows: 1.5, seed: 'a', faultShare: 2 }))).toHaveLength(2);
    expect(paths(() => synthesiseDuplicates({ rows: 1, seed: 'a', overlap: -0.1 }))).toEqual(['PLAN_OUT_OF_RANGE overlap']);
  });

  test('every column has a role, and persons are named by direct identifiers only', () => {
    expect(synthesisePeople({ rows: 0, seed: 'a' }).schema.fields.filter((field) => roleOf(field) === 'directIdentifier').map(({ name }) => name))
      .toEqual(['nir', 'givenName', 'familyName', 'usedName', 'address', 'phone', 'email']);
    expect(synthesiseStays({ rows: 0, seed: 'a' }).schema.fields.map((field) => `${field.name} ${roleOf(field)}`)).toEqual([
      'stayId technical', 'nir directIdentifier', 'birthDate quasiIdentifier', 'sex quasiIdentifier', 'commune quasiIdentifier', 'hospital quasiIdentifier',
      'entryDate quasiIdentifier', 'exitDate quasiIdentifier', 'diagnosis sensitive', 'cost measure', 'dischargeMode attribute',
    ]);
  });
});

describe('people', () => {
  let people: Row[];
  beforeAll(async () => {
    people = await rowsOf(synthesisePeople({ rows: 20_000, seed: 'people' }));
  });

  test('row keys and NIRs are distinct', () => {
    expect(count(people, 'recordId').size).toBe(20_000);
    expect(count(people, 'nir').size).toBe(20_000);
    expect(people[0]!['recordId']).toBe('P000000001');
  });

  test('names are skewed, with a long tail, and some have accents', () => {
    for (const [column, most, distinct] of [['familyName', 0.02, 8000], ['givenName', 0.03, 1500]] as const) {
      const counts = count(people, column);
      const top = Math.max(...counts.values()) / people.length;
      expect(top > 0.003 && top < most).toBe(true);
      expect(counts.size).toBeGreaterThan(distinct);
    }
    const accented = shareOf(people, (row) => /[^\x20-\x7e]/.test(`${row['givenName']}`)) + shareOf(people, (row) => /[^\x20-\x7e]/.test(`${row['familyName']}`));
    expect(accented / 2).toBeGreaterThan(0.07);
    expect(accented / 2).toBeLessThan(0.2);
  });

  test('given names follow fashion', () => {
    const born = (from: number, to: number): Row[] => people.filter((row) => Number(row['birthDate']) >= from * 365.25 && Number(row['birthDate']) < to * 365.25);
    const old = born(-40, -20);
    const young = born(35, 55);
    for (const name of ['Monique', 'Michel']) expect(shareOf(old, (row) => row['givenName'] === name)).toBeGreaterThan(10 * shareOf(young, (row) => row['givenName'] === name));
    for (const name of ['Jade', 'Gabriel']) expect(shareOf(young, (row) => row['givenName'] === name)).toBeGreaterThan(10 * shareOf(old, (row) => row['givenName'] === name));
  });

  test('the NIR agrees with sex and birth, and the birth commune with the NIR', () => {
    const agrees = (row: Row): boolean => {
      const nir = String(row['nir']);
      const year = new Date(Number(row['birthDate']) * 86_400_000).getUTCFullYear();
      const commune = String(row['birthCommune']).replace(/^2[AB]/, year < 1976 ? '20' : '$&');
      return validateIdentifier(nirIdentifier, nir) === 'ok'
        && (/^[78]/.test(nir) || (Number(nir.slice(1, 3)) === year % 100 && String(2 - (Number(nir[0]) % 2)) === row['sex'] && commune === nir.slice(5, 10)));
    };
    expect(people.filter((row) => !agrees(row))).toEqual([]);
  });

  test('residence, postal code and city agree', () => {
    const agrees = (row: Row): boolean => {
      const commune = String(row['commune']);
      return /^(?:\d{2}|2[AB])\d{3}$/.test(commune) && /^\d{5}$/.test(String(row['postalCode']))
        && String(row['postalCode']).startsWith(commune.slice(0, 2).replace(/2[AB]/, '20'));
    };
    expect(people.filter((row) => !agrees(row))).toEqual([]);
    expect([...groupBy(people, (row) => row['commune']!).values()].filter((rows) => rows.some((row) => row['city'] !== rows[0]!['city']))).toEqual([]);
  });

  test('used names are of women, telephones and e-mails of nobody', () => {
    const phone = /^(?:0700\d{6}|019900\d{4}|026191\d{4}|035301\d{4}|046571\d{4}|053649\d{4})$/;
    const email = /^[a-z][a-z.-]*\d{0,2}@example\.(?:org|com|net)$/;
    expect(people.filter((row) => row['usedName'] !== null && row['sex'] !== '2')).toEqual([]);
    expect(people.filter((row) => row['phone'] !== null && !phone.test(String(row['phone'])))).toEqual([]);
    expect(people.filter((row) => row['email'] !== null && !email.test(String(row['email'])))).toEqual([]);
    expect(shareOf(people, (row) => row['usedName'] !== null)).toBeGreaterThan(0.1);
  });

  test('relatives share an address and stand far apart', () => {
    const homes = groupBy(people.map((row, at) => ({ at, home: `${row['address']} ${row['commune']}` })), ({ home }) => home);
    const shared = [...homes.values()].filter((members) => members.length > 1);
    expect(shared.length).toBeGreaterThan(2000);
    const neighbours = shared.filter((members) => Math.abs(members[0]!.at - members[1]!.at) < 10).length;
    expect(neighbours / shared.length).toBeLessThan(0.01);
  });
});

describe('stays', () => {
  let stays: Row[];
  beforeAll(async () => {
    stays = await rowsOf(synthesiseStays({ rows: 30_000, seed: 'stays' }));
  });

  test('row keys are distinct, and patients have several stays', () => {
    expect(count(stays, 'stayId').size).toBe(30_000);
    const perPerson = [...count(stays.filter((row) => row['nir'] !== null && validateIdentifier(nirIdentifier, String(row['nir'])) === 'ok'), 'nir').values()];
    expect(30_000 / perPerson.length).toBeGreaterThan(1.8);
    expect(Math.max(...perPerson)).toBeGreaterThan(10);
    expect(Math.max(...perPerson)).toBeLessThan(60);
  });

  test('birth, entry and exit follow each other, and all stays begin in 2024', () => {
    const [from, to] = [Date.UTC(2024, 0, 1) / 86_400_000, Date.UTC(2025, 0, 1) / 86_400_000];
    const follows = ({ birthDate, entryDate, exitDate }: Row): boolean =>
      Number(birthDate) <= Number(entryDate) && Number(entryDate) <= Number(exitDate) && Number(entryDate) >= from && Number(entryDate) < to;
    expect(stays.filter((row) => !follows(row))).toEqual([]);
  });

  test('forty hospitals of very different size have right FINESS numbers', () => {
    const counts = count(stays, 'hospital');
    expect(counts.size).toBe(40);
    for (const finess of counts.keys()) expect(isLuhn(String(finess).replace('2A', '21'))).toBe(true);
    expect(Math.max(...counts.values()) / Math.min(...counts.values())).toBeGreaterThan(5);
  });

  test('diagnoses are codes of every chapter, skewed, and fit age and sex', () => {
    const encoder = new TextEncoder();
    const chapters = new Set<number>();
    const fits = (row: Row): boolean => {
      const code = String(row['diagnosis']);
      const chapter = cim10Chapter(cim10Category(encoder.encode(code), 0, code.length));
      chapters.add(chapter);
      const age = (Number(row['entryDate']) - Number(row['birthDate'])) / 365.25;
      const isPossible = chapter === 15 ? row['sex'] === '2' && age > 14 && age < 47 : chapter === 16 ? age < 1.01 : true;
      return isPossible && /^[A-Z]\d{2,4}$/.test(code) && (!['C61', 'N40'].includes(code) || row['sex'] === '1');
    };
    expect(stays.filter((row) => !fits(row))).toEqual([]);
    expect(chapters.size).toBe(CIM10_CHAPTERS.length);
    const counts = [...count(stays, 'diagnosis').values()].sort((left, right) => right - left);
    expect(counts.length).toBeGreaterThan(300);
    expect(counts.slice(0, 10).reduce((sum, value) => sum + value, 0) / stays.length).toBeGreaterThan(0.1);
  });

  test('costs are whole cents, above zero, skewed to the right', () => {
    const costs = stays.map((row) => Number(row['cost'])).sort((left, right) => left - right);
    expect(costs.every((cost) => Number.isInteger(cost) && cost > 0 && cost < 1e9)).toBe(true);
    const mean = costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
    expect(mean / costs[15_000]!).toBeGreaterThan(1.2);
    const logs = stays.filter((row) => row['diagnosis'] === 'H251').map((row) => Math.log(Number(row['cost'])));
    const center = logs.reduce((sum, value) => sum + value, 0) / logs.length;
    const spread = Math.sqrt(logs.reduce((sum, value) => sum + (value - center) ** 2, 0) / logs.length);
    // Of a lognormal cost with spread 0.45 the logarithm is normal: about 200 values, so within 20 %.
    expect(Math.abs(spread - 0.45)).toBeLessThan(0.09);
  });

  test('about one NIR in a hundred is faulty, in every way; none when so asked', async () => {
    const judged = count(stays.map((row) => ({ reason: row['nir'] === null ? 'null' : /\s/.test(String(row['nir'])) ? 'spaces' : String(row['nir']).length === 13 ? 'short' : validateIdentifier(nirIdentifier, String(row['nir'])) })), 'reason');
    for (const reason of ['null', 'spaces', 'short', 'key']) expect((judged.get(reason) ?? 0) / stays.length).toBeGreaterThan(0.0005);
    expect(judged.get('ok')! / stays.length).toBeGreaterThan(0.985);
    expect(judged.get('ok')! / stays.length).toBeLessThan(0.994);
    const clean = await rowsOf(synthesiseStays({ rows: 2000, seed: 'stays', faultShare: 0 }));
    for (const row of clean) expect(validateIdentifier(nirIdentifier, String(row['nir']))).toBe('ok');
  });

  test('patients are the persons of the same seed', async () => {
    const people = await rowsOf(synthesisePeople({ rows: 500, seed: 'both' }));
    const known = new Map(people.map((row) => [row['nir'], row]));
    for (const stay of await rowsOf(synthesiseStays({ rows: 1000, persons: 500, seed: 'both', faultShare: 0 }))) {
      const person = known.get(stay['nir']!);
      expect([person?.['birthDate'], person?.['sex'], person?.['commune']]).toEqual([stay['birthDate'], stay['sex'], stay['commune']]);
    }
  });
});

describe('duplicates', () => {
  const options = { rows: 12_000, persons: 15_000, seed: 'copies' };
  let people: Row[];
  let copies: Row[];
  let pairs: readonly (readonly [person: Row, copy: Row])[];
  beforeAll(async () => {
    people = await rowsOf(synthesisePeople({ rows: options.persons, seed: options.seed }));
    copies = await rowsOf(synthesiseDuplicates(options));
    pairs = copies.filter((row) => row['trueRow'] !== null).map((row) => [people[Number(row['trueRow']) - 1]!, row] as const);
  });
  const shareOfPairs = (holds: (person: Row, copy: Row) => boolean): number => pairs.filter(([person, copy]) => holds(person, copy)).length / pairs.length;

  test('the truth lists exactly the pairs that the copies tell', async () => {
    const truth = await rowsOf(synthesiseTruth(options));
    expect(truth.map((row) => [row['personId'], row['copyId']])).toEqual(pairs.map(([person, copy]) => [person['recordId'], copy['recordId']]));
  });

  test('seven rows in ten are copies, of few persons twice and of none three times', () => {
    expect(pairs.length).toBe(8400);
    const times = [...count(pairs.map(([, copy]) => copy), 'trueRow').values()];
    expect(Math.max(...times)).toBe(2);
    expect(times.filter((value) => value === 2).length / times.length).toBeCloseTo(0.08, 2);
    expect(count(copies, 'recordId').size).toBe(12_000);
  });

  test('the overlap is what was asked for, as far as there are persons', async () => {
    const overlapping = async (overlap: number, persons: number): Promise<number> =>
      (await rowsOf(synthesiseTruth({ rows: 1000, persons, overlap, seed: 'x' }))).length;
    expect([await overlapping(0, 1000), await overlapping(0.5, 1000), await overlapping(1, 1000), await overlapping(1, 100)]).toEqual([0, 500, 1000, 108]);
  });

  test('every kind of error occurs, and most fields are right', () => {
    const rate = (column: string): number => shareOfPairs((person, copy) => copy[column] !== null && plain(copy[column]!) !== plain(person[column]!));
    const expected: Readonly<Record<string, readonly [least: number, most: number]>> = {
      familyName: [0.1, 0.25], givenName: [0.04, 0.12], birthDate: [0.01, 0.05], sex: [0.001, 0.01], nir: [0.08, 0.25], commune: [0.1, 0.3], address: [0.1, 0.35], phone: [0.03, 0.15],
    };
    for (const [column, [least, most]] of Object.entries(expected)) expect([column, rate(column) > least && rate(column) < most]).toEqual([column, true]);
    expect(shareOfPairs((person, copy) => copy['familyName'] === copy['usedName'] && person['familyName'] !== person['usedName'])).toBeGreaterThan(0.05);
    expect(shareOfPairs((person, copy) => plain(copy['givenName']!) === plain(person['familyName']!) && plain(copy['givenName']!) !== plain(person['givenName']!))).toBeGreaterThan(0.002);
    expect(shareOfPairs((_, copy) => String(copy['nir']).length === 13)).toBeGreaterThan(0.05);
  });

  test('missing values come in blocks, and mistakes together', () => {
    const missing = (column: string) => (_: Row, copy: Row): boolean => copy[column] === null;
    const both = shareOfPairs((person, copy) => missing('address')(person, copy) && copy['phone'] === null && person['phone'] !== null);
    const phones = shareOfPairs((person) => person['phone'] !== null);
    expect(both).toBeGreaterThan(1.5 * shareOfPairs(missing('address')) * shareOfPairs((person, copy) => person['phone'] !== null && copy['phone'] === null) * phones);
    const wrong = (column: string) => (person: Row, copy: Row): boolean => plain(copy[column]!) !== plain(person[column]!);
    const given = wrong('givenName');
    const born = (person: Row, copy: Row): boolean => copy['birthDate'] !== null && wrong('birthDate')(person, copy);
    expect(shareOfPairs((person, copy) => given(person, copy) && born(person, copy))).toBeGreaterThan(1.3 * shareOfPairs(given) * shareOfPairs(born));
  });

  test('households move together', () => {
    const moved = (person: Row, copy: Row): boolean => person['city'] !== null && plain(copy['city']!) !== plain(person['city']!);
    const homes = groupBy(pairs, ([person]) => `${person['address']} ${person['commune']} ${person['familyName']}`);
    const together = [...homes.values()].filter((members) => new Set(members.map(([person]) => person['recordId'])).size > 1);
    expect(together.length).toBeGreaterThan(300);
    const agree = together.filter((members) => new Set(members.map(([person, copy]) => moved(person, copy))).size === 1).length;
    expect(agree / together.length).toBeGreaterThan(0.98);
    expect(shareOfPairs(moved)).toBeGreaterThan(0.15);
  });

  test('some of the rows that are no copies are relatives of persons in the other table', () => {
    const homes = new Set(people.map((row) => plain(`${row['address']} ${row['commune']}`)));
    const others = copies.filter((row) => row['trueRow'] === null);
    expect(others.length).toBe(3600);
    const relatives = others.filter((row) => homes.has(plain(`${row['address']} ${row['commune']}`)));
    expect(relatives.length / others.length).toBeGreaterThan(0.2);
    const known = new Set(people.map((row) => row['nir']));
    expect(others.filter((row) => known.has(row['nir']!)).length / others.length).toBeLessThan(0.15);
  });

  test('a child may be filed under the NIR of a parent', () => {
    const nirs = new Map(people.map((row) => [String(row['nir']), row]));
    const ofAnother = pairs.filter(([person, copy]) => copy['nir'] !== null && copy['nir'] !== person['nir'] && nirs.has(String(copy['nir'])));
    expect(ofAnother.length).toBeGreaterThan(100);
    for (const [person, copy] of ofAnother.slice(0, 200)) {
      const holder = nirs.get(String(copy['nir']))!;
      expect([holder['address'], holder['commune']]).toEqual([person['address'], person['commune']]);
    }
  });
});
