// The commands that explain a pair and propose a linkage: what they print, that values come out only when asked for, and what they refuse.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseModel } from '../../src/link/index.ts';
import { a423, type Outcome } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-explain-command-'));
const at = (name: string): string => join(folder, name);
const SECRET = 'Quetzalcoatl';

const of = { column: 'name' };
const levels = [
  { label: 'missing', when: { kind: 'null', of }, m: null, u: null, isNull: true },
  { label: 'same', when: { kind: 'equal', of }, m: 0.8, u: 0.1 },
  { label: 'other', when: { kind: 'otherwise' }, m: 0.2, u: 0.9 },
];
const counted = levels.map((level) => (level.label === 'same' ? { ...level, termFrequency: { of, weight: 1 } } : level));
const model = { version: 1, linkType: 'dedupe', prior: 0.2, unit: 'codePoint', blocking: [], comparisons: [{ name: 'name', levels }] };

beforeAll(() => {
  writeFileSync(at('left.csv'), `id,name\na,${SECRET}\nb,${SECRET}\nc,\nright:d,Bob\n`);
  writeFileSync(at('right.csv'), 'id,name\na,Bob\nb:c,Cleo\n');
  writeFileSync(at('model.json'), JSON.stringify(model));
  writeFileSync(at('counted.json'), JSON.stringify({ ...model, comparisons: [{ name: 'name', levels: counted }] }));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const explain = (first: string, second: string, ...words: string[]): Promise<Outcome> => a423('link', 'explain-pair', at('model.json'), '--left', at('left.csv'), '--row-key', 'id', '--first', first, '--second', second, ...words);
const explainOfTwo = (first: string, second: string, ...words: string[]): Promise<Outcome> => explain(first, second, '--right', at('right.csv'), ...words);

describe('link explain-pair', () => {
  test('prints the prior, a line for each comparison and the weight, and no value', async () => {
    // Odds of 1/4 and a factor of 8: 2 to 1.
    expect(await explain('a', 'b')).toEqual({ status: 0, err: '', out: [
      '     -2.00 bits  prior', '      3.00 bits  name: same', '      1.00 bits  match weight, a probability of 0.6667', '',
    ].join('\n') });
  });

  test('prints values when asked to, a missing one as such', async () => {
    const { out } = await explain('a', 'c', '--show-values');
    expect(out).toContain('      0.00 bits  name: missing\n');
    expect(out).toMatch(new RegExp(`\\n {2}name: ${SECRET} \\| \\(missing\\)\\n$`));
  });

  test('prints on a line of its own what the frequency of a value adds', async () => {
    const words = ['link', 'explain-pair', at('counted.json'), '--left', at('left.csv'), '--row-key', 'id'];
    // Two of three names that are there are the same: agreement by chance is 2/3, where u has 1/10.
    const bits = Math.log2(0.1 / (2 / 3));
    const { out } = await a423(...words, '--first', 'a', '--second', 'b');
    expect(out).toContain(`     ${bits.toFixed(2)} bits  name: how frequent the value is\n`);
    expect(out).toContain(`     ${(1 + bits).toFixed(2)} bits  match weight`);
  });

  test('prints the same as JSON, values only when asked for', async () => {
    const { out } = await explain('a', 'b', '--json');
    expect(JSON.parse(out)).toMatchObject({ priorBits: -2, matchWeightBits: expect.closeTo(1, 9) as unknown, values: null, comparisons: [{ comparison: 'name', level: 1, label: 'same', frequencyBits: 0 }] });
    expect(out).not.toContain(SECRET);
    expect(JSON.parse((await explain('a', 'b', '--json', '--show-values')).out)).toMatchObject({ values: [{ column: 'name', left: SECRET, right: SECRET }] });
  });

  test('takes a row key of one source as it is, colons included', async () => {
    expect((await explain('right:d', 'a', '--show-values')).out).toContain(`name: Bob | ${SECRET}`);
  });

  test('takes the source of a record up to the first colon where there are two', async () => {
    expect((await explainOfTwo('left:right:d', 'right:a', '--show-values')).out).toContain('name: Bob | Bob');
    expect((await explainOfTwo('right:b:c', 'left:a', '--show-values')).out).toContain(`name: Cleo | ${SECRET}`);
  });

  test.each([['a', 'right:a', '--first'], ['left:a', 'a', '--second'], ['Left:a', 'right:a', '--first'], ['left', 'right:a', '--first'], ['', 'right:a', '--first']])('does not guess a source: %j and %j', async (first, second, option) => {
    const { status, out, err } = await explainOfTwo(first, second);
    expect(err).toContain(`${option}: expected `);
    expect([status, out]).toEqual([2, '']);
  });

  test('refuses records that are not there, and a record with itself, without their keys', async () => {
    for (const [first, second, message, expected] of [['SECRET', 'a', 'no such left record', 4], ['a', 'SECRET', 'no such right record', 4], ['a', 'a', 'right: expected another record', 3]] as const) {
      const { status, out, err } = await explain(first, second);
      expect(err).toContain(message);
      expect([status, out]).toEqual([expected, '']);
      expect(err).not.toMatch(/SECRET|RangeError/);
    }
    expect(await explainOfTwo('left:', 'right:a')).toMatchObject({ status: 4, out: '' });
  });

  test.each([
    [['--first', 'a', '--second', 'b'], 'expected a MODEL'],
    [['model.json', '--left', 'x.csv', '--row-key', 'id', '--second', 'b'], '--first: expected a record'],
    [['model.json', '--left', 'x.csv', '--row-key', 'id', '--first', 'a'], '--second: expected a record'],
    [['model.json', '--left', 'x.csv', '--first', 'a', '--second', 'b'], '--row-key'],
    [['model.json', '--row-key', 'id', '--first', 'a', '--second', 'b'], '--left'],
    [['model.json', '--left', 'x.csv', '--row-key', 'id', '--first', 'a', '--first', 'c', '--second', 'b'], '--first'],
    [['model.json', '--left', 'x.csv', '--row-key', 'id', '--first', 'a', '--second', 'b', '--out', 'x'], '--out'],
  ])('refuses %j before it looks at a file', async (words, message) => {
    const { status, out, err } = await a423('link', 'explain-pair', ...words);
    expect(err).toContain(message);
    expect([status, out]).toEqual([2, '']);
  });
});

describe('link propose', () => {
  const people = Array.from({ length: 60 }, (_, index) => [`p${index}`, `Nom${index}`, `Rue${index * 7}`, String(1900 + index), String(index)]);
  const copies = people.slice(0, 30).map(([id, ...rest]) => [`q${id!.slice(1)}`, ...rest]);
  const file = (name: string, rows: readonly (readonly string[])[]): string => {
    writeFileSync(at(name), `id,family,street,year,person\n${rows.map((row) => row.join(',')).join('\n')}\n`);
    return at(name);
  };
  const propose = (...words: string[]): Promise<Outcome> => a423('link', 'propose', '--left', file('all.csv', [...people, ...copies]), '--row-key', 'id', ...words);

  test('writes a model of the columns it was to look at, which links; it tells columns and counts, and no value', async () => {
    const { status, out, err } = await propose('--without', 'person', '--out', at('proposed.json'));
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const proposed = parseModel(readFileSync(at('proposed.json'), 'utf8'));
    expect([proposed.linkType, JSON.stringify(proposed).includes('"person"')]).toEqual(['dedupe', false]);
    expect(out).toMatch(/^columns\n {2}family: /);
    expect(out).toContain(`${proposed.comparisons.length} comparisons, ${proposed.blocking.length} blocking rules, `);
    expect(out.match(/^Assumption of the (?:cut|rules): /gm)).toHaveLength(2);
    expect(out).not.toMatch(/person:|Nom\d|Rue\d/);
    expect(statSync(at('proposed.json')).size).toBeGreaterThan(0);
    const linked = await a423('link', at('proposed.json'), '--left', at('all.csv'), '--row-key', 'id', '--min-bits', '0', '--clusters', at('clusters.csv'));
    expect(linked).toMatchObject({ status: 0, err: '' });
  });

  test('looks between two sources where there are two', async () => {
    const right = file('copies.csv', copies);
    const { status, err } = await a423('link', 'propose', '--left', file('people.csv', people), '--right', right, '--row-key', 'id', '--column', 'family', '--column', 'year', '--out', at('between.json'));
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const proposed = parseModel(readFileSync(at('between.json'), 'utf8'));
    expect(proposed.linkType).toBe('link');
    expect(JSON.stringify(proposed)).not.toContain('"street"');
  });

  test('refuses columns that are not there, and writes no model then', async () => {
    for (const [option, column] of [['--column', 'famly'], ['--without', 'persn']] as const) {
      const { status, err } = await propose(option, column, '--out', at('none.json'));
      expect(err).toContain(`${option === '--column' ? 'columns' : 'without'}: unknown column "${column}", did you mean`);
      expect(status).toBe(3);
    }
    expect(existsSync(at('none.json'))).toBe(false);
  });
});
