import { describe, expect, test } from 'vitest';
import { tablePage } from '../../../src/protect/pages/table-page.ts';
import { tableText } from '../../../src/protect/pages/table-text.ts';
import { HOSTILE_TABLES, SAMPLE_TABLES } from '../../browser/sample-table.ts';

describe('what would be withheld, as text', () => {
  const lines = tableText(SAMPLE_TABLES).split('\n').map((line) => line.trim().split(/ {2,}/));

  test('tells cells, rules, cover, cost and attack', () => {
    expect(lines).toContainEqual(['tables.cells.steps[2]: 1,204 cells']);
    expect(lines).toContainEqual(['published', '1,017']);
    expect(lines).toContainEqual(['minimumFrequency 11 on entities', '88']);
    expect(lines).toContainEqual(['withheld as cover', '95']);
    expect(lines).toContainEqual(['cost of the cover', '5,387']);
    expect(lines).toContainEqual(['at most above the cheapest', '2.1%']);
    expect(lines).toContainEqual(['attack: 3 statistics, 3 rounds, 561 unknown figures in the last']);
  });

  test('tells each level of each dimension, and what to leave out', () => {
    expect(lines).toContainEqual(['region, departement', '960', '88', '80', '4.1%']);
    expect(lines).toContainEqual(['region, total', '36', '0', '0', '0%']);
    expect(lines).toContainEqual(['without departement', '244', '7', '99.9%']);
    expect(lines).toContainEqual(['as it is', '1,204', '187', '95.9%']);
  });

  test('says first that a table would be refused, and that nobody attacked it', () => {
    const text = tableText(SAMPLE_TABLES);
    expect(text).toContain('Nothing would be published: 2 withheld cells could be worked out');
    expect(text).toContain('attack: none: withheld cells may follow from totals');
  });

  test('speaks French', () => {
    expect(tableText(SAMPLE_TABLES, 'fr')).toContain('masquées pour couvrir');
  });

  test('holds no sign that a terminal obeys, and no category', () => {
    const text = tableText(HOSTILE_TABLES);
    expect([...text].filter((sign) => sign < ' ' && sign !== '\n')).toEqual([]);
  });
});

describe('what would be withheld, as a page', () => {
  test('says that it is internal, and that no value stands in it where categories are numbered', () => {
    const html = tablePage(SAMPLE_TABLES, { title: 't' });
    expect(html).toContain('Internal: these counts');
    expect(html).toContain('No value of the data stands here.');
    expect(html).toContain('Categories are numbered');
    expect(tablePage(HOSTILE_TABLES, { title: 't' })).not.toContain('No value of the data stands here.');
  });

  test('maps the table: every square is told in words', () => {
    const html = tablePage(SAMPLE_TABLES, { title: 't' });
    expect(html).toContain('<title>departement by ageBand</title>');
    expect(html).toContain('<title>1, 1: published</title>');
    expect(html).toContain('<title>total, total: published</title>');
    expect(html).toContain('withheld by a rule');
    expect(html).toContain('3 categories more have no room here.');
  });

  test('escapes whatever it is given', () => {
    expect(tablePage(HOSTILE_TABLES, { title: '<script>' })).not.toContain('<script');
  });
});
