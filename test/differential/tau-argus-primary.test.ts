// Primary statuses of tables that τ-ARGUS protected, from the microdata it read. Cells are added up here in naive lines;
// only the rules are ours. Hierarchies are those of the files, or of the order in which τ-ARGUS wrote the codes.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { estimableCells } from '../../src/protect/kernel/primary-contributions.ts';
import { describeWithData } from '../shared-data.ts';

type Line = (place: number, length: number) => string;

/** Reads lines of fixed fields; places begin at 1, as in the metadata. */
function fixedLines(bytes: Buffer): Line[] {
  return bytes.toString('latin1').split(/\r?\n/).filter((line) => line.trim() !== '').map((line) => (place, length) => line.slice(place - 1, place - 1 + length));
}

/** Amounts with two decimals as whole cents. */
const cents = (text: string): number => Math.round(Number(text.trim()) * 100);

/** Reads a hierarchy of codes, one a line, deeper ones after more signs: the codes above each, itself first. */
function readHierarchy(text: string): Map<string, string[]> {
  const above = new Map<string, string[]>();
  const path: string[] = [];
  for (const line of text.split(/\r?\n/).filter((code) => code.trim() !== '')) {
    const depth = /^@*/.exec(line)![0].length;
    path.splice(depth, path.length, line.slice(depth).trim());
    above.set(path[depth]!, [...path].reverse());
  }
  return above;
}

interface PublishedCell {
  readonly codes: readonly string[];
  readonly value: number | null;
  readonly status: number;
}

function readPublished(path: string): PublishedCell[] {
  return readFileSync(path, 'latin1').split(/\r?\n/).filter((line) => line !== '').map((line) => {
    const [first, second, value, status] = line.split(',');
    return { codes: [first!, second!].map((code) => code.replaceAll('"', '').trim()), value: value === '-' ? null : cents(value!), status: Number(status) };
  });
}

/** One record: the codes of its two categories with all those above them, who contributes, and how much in cents. */
interface Contribution {
  readonly codes: readonly (readonly string[])[];
  readonly from: string;
  readonly amount: number;
}

/** Adds contributions up by cell and contributor. */
function cellsOf(contributions: Iterable<Contribution>): Map<string, Map<string, number>> {
  const cells = new Map<string, Map<string, number>>();
  for (const { codes: [rows, columns], from, amount } of contributions) {
    for (const row of [...rows!, 'Total']) {
      for (const column of [...columns!, 'Total']) {
        const cell = cells.get(`${row}|${column}`) ?? new Map<string, number>();
        cells.set(`${row}|${column}`, cell);
        cell.set(from, (cell.get(from) ?? 0) + amount);
      }
    }
  }
  return cells;
}

/** Compares the status of every published cell, primary or not, with what p % says of its contributions. */
function expectSameStatuses(published: readonly PublishedCell[], cells: ReadonlyMap<string, ReadonlyMap<string, number>>, minErrorShare: number, isAlwaysSafe: (codes: readonly string[]) => boolean): void {
  const sizes = published.map(({ codes }) => [...(cells.get(codes.join('|')) ?? new Map<string, number>()).values()].map(Math.abs).sort((left, right) => right - left));
  const totals = Float64Array.from(sizes, (cell) => cell.reduce((sum, size) => sum + size, 0));
  const { unsafe } = estimableCells({ totals, largest: [0, 1].map((rank) => Float64Array.from(sizes, (cell) => cell[rank] ?? 0)) }, 1, minErrorShare, 1);
  published.forEach(({ codes, value, status }, cell) => {
    expect([codes, value === null ? 0 : sizes[cell]!.length]).toEqual([codes, sizes[cell]!.length]);
    if (value !== null) expect([codes, totals[cell]]).toEqual([codes, value]);
    // Empty cells are 14; 3 is unsafe by a rule; safe, protected and secondary cells passed the rules.
    expect([codes, unsafe[cell] === 1 && !isAlwaysSafe(codes) ? 3 : 0]).toEqual([codes, status === 3 ? 3 : 0]);
  });
}

describeWithData('τ-ARGUS 4.1, checkTauArgus, table Simple2D', 'tables/tauargus/checkTauArgus', (folder) => {
  test('p % of 15 on records marks the cells that τ-ARGUS marked, all 162', () => {
    const regions = readHierarchy(readFileSync(`${folder}/region2.hrc`, 'latin1'));
    const records = fixedLines(gunzipSync(readFileSync(`${folder}/tau_testW.asc.gz`))).map((line, record): Contribution => ({
      codes: [[line(9, 2).trim()], regions.get(line(12, 2).trim()) ?? [line(12, 2).trim()]], from: String(record), amount: cents(line(28, 10)),
    }));
    const published = readPublished(`${folder}/original_output/Simple2D.txt`);
    expect([records.length, published.length]).toEqual([42_723, 162]);
    expectSameStatuses(published, cellsOf(records), 0.15, () => false);
  });
});

describeWithData('τ-ARGUS 4.1, checkTauArgus, tables of the enterprise', 'tables/tauargus/checkTauArgus', (folder) => {
  const written = (name: string): PublishedCell[] => readPublished(`${folder}/original_output/test_${name}.txt`);
  /** Sections of letters hold the divisions written after them; 00 is missing, and belongs to none. */
  const activities = (): Map<string, string[]> => readHierarchy([...new Set(written('1').map(({ codes }) => codes[0]!))].filter((code) => code !== 'Total')
    .map((code) => (/^[A-Z]|^00$/.test(code) ? code : `@${code}`)).join('\n'));
  const hierarchy = (name: string): Map<string, string[]> => readHierarchy(readFileSync(`${folder}/${name}.hrc`, 'latin1'));

  /** Records of the variables at places of the line; the holding contributes. */
  const contributions = (places: readonly (readonly [place: number, length: number])[], above: readonly (ReadonlyMap<string, string[]> | null)[]): Contribution[] =>
    fixedLines(readFileSync(`${folder}/example_enterprise.asc`)).map((line) => ({
      codes: places.map(([place, length], index) => {
        const code = line(place, length);
        return above[index]?.get(code) ?? [code];
      }),
      from: line(1, 9),
      amount: cents(line(19, 8)),
    }));
  const missing = (codes: readonly string[]): boolean => codes.includes('00');

  test('activity by product: p % of 10 on holdings, all 1,665 cells, hypercube and linked modular', () => {
    const cells = cellsOf(contributions([[10, 2], [12, 2]], [activities(), null]));
    for (const name of ['1', '2a']) {
      expect(written(name)).toHaveLength(1665);
      expectSameStatuses(written(name), cells, 0.1, missing);
    }
  });
  test('activity by region, all 1,665 cells', () => {
    expect(written('2b')).toHaveLength(1665);
    expectSameStatuses(written('2b'), cellsOf(contributions([[10, 2], [14, 2]], [activities(), hierarchy('KohStatReg')])), 0.1, missing);
  });
  test('region by municipality, 3,375 cells but for the code that the hierarchy has twice', () => {
    const all = written('3a');
    const comparable = all.filter(({ codes }) => codes[1] !== '11');
    expect([all.length, comparable.length]).toEqual([3390, 3360]);
    expectSameStatuses(comparable, cellsOf(contributions([[14, 2], [16, 3]], [hierarchy('KohStatReg'), hierarchy('NUTS')])), 0.1, missing);
  });
  test('region by product with cells protected by hand, all 225 cells', () => {
    expect(written('3b')).toHaveLength(225);
    expectSameStatuses(written('3b'), cellsOf(contributions([[14, 2], [12, 2]], [hierarchy('KohStatReg'), null])), 0.1, missing);
  });
});
