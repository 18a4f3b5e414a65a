// Linkage of files through the library: what is read, what is written and when, which truth is taken, and what is refused.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Problem } from '../../src/core/errors.ts';
import type { LinkageModel } from '../../src/link/index.ts';
import { evaluateFiles, linkFiles, proposeFiles, trainFiles, type EvaluatedFiles, type EvaluateFilesOptions, type LinkFilesOptions } from '../../src/plan/node/index.ts';
import { writeFile } from '../../src/write/node/index.ts';
import { schemaOf, tableOf } from '../small-tables.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-link-files-'));
const at = (name: string): string => join(folder, name);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const name = { column: 'name' };
const model: LinkageModel = {
  version: 1, linkType: 'link', prior: 0.1, unit: 'codePoint', blocking: [{ on: [{ of: name }] }],
  comparisons: [{
    name: 'name',
    levels: [
      { label: 'missing', when: { kind: 'null', of: name }, m: null, u: null, isNull: true },
      { label: 'same', when: { kind: 'equal', of: name }, m: 0.9, u: 0.01 },
      { label: 'other', when: { kind: 'otherwise' }, m: 0.1, u: 0.99 },
    ],
  }],
};

/** Persons 1 to 4 stand in both files, under row keys that no other file has; 5 and 6 in one. */
const PEOPLE = 'id,name,person\np1,Anne,1\np2,Bob,2\np3,Cleo,3\np4,Dora,4\np5,Eve,5\n';
const DEATHS = 'id,name,person\nd1,Anne,1\nd2,Bob,2\nd3,Kleo,3\nd4,Dora,4\nd6,Finn,6\n';

beforeAll(() => {
  writeFileSync(at('people.csv'), PEOPLE);
  writeFileSync(at('deaths.csv'), DEATHS);
});

const inputs = { people: at('people.csv'), deaths: at('deaths.csv') };
const options: LinkFilesOptions = { inputs, rowKey: 'id', minMatchWeightBits: 0, decide: { by: 'components' } };
const refusal = async (work: Promise<unknown>): Promise<string> => {
  const { code, problems } = await work.then(() => { throw new Error('expected a refusal'); }, (error: unknown) => error as { readonly code: string; readonly problems?: readonly Problem[] });
  return problems === undefined ? code : problems.map((problem) => `${problem.code} ${problem.path}`).join(', ');
};

describe('judging files without labels', () => {
  /** Persons whose copies have another name, another year, or both: each rule alone loses what the other one finds. */
  const kept = Array.from({ length: 40 }, (_, person) => [`p${person},Name${person},${1900 + person}`, `c${person},${person % 5 === 0 ? 'Other' : 'Name'}${person},${person % 4 === 1 ? 2000 : 1900 + person}`]).flat();
  const born = { column: 'born' };
  const [missing, same, other] = model.comparisons[0]!.levels;
  const ofColumn = (of: { readonly column: string }): object => ({ name: of.column, levels: [{ ...missing, when: { kind: 'null', of } }, { ...same, when: { kind: 'equal', of }, u: 1e-4 }, { ...other, u: 1 - 1e-4 }] });
  const judge = async (blocking: LinkageModel['blocking']): Promise<EvaluatedFiles> => {
    writeFileSync(at('copies.csv'), `id,name,born\n${kept.join('\n')}\n`);
    return evaluateFiles(
      { ...model, linkType: 'dedupe', prior: 0.01, blocking, comparisons: [ofColumn(name), ofColumn(born)] } as LinkageModel, { inputs: { all: at('copies.csv') }, rowKey: 'id', minMatchWeightBits: [0] },
    );
  };

  test('counts what blocking lost as missed, by how often two rules agree', async () => {
    const { estimated, expectedLoss: { foundBy, lost } } = await judge([{ on: [{ of: name }] }, { on: [{ of: born }] }]);
    // Chao: of two ways, half of what one found alone squared, over twice what both found.
    expect(lost).toBeCloseTo(foundBy[0]! ** 2 / 2 / (2 * foundBy[1]!), 9);
    expect(lost).toBeGreaterThan(1);
    expect(estimated.expectedMatches).toBeCloseTo(estimated.expectedScoredMatches + lost!, 9);
    expect(estimated.cuts[0]!.falseNegativeRate).toBeGreaterThanOrEqual(lost! / estimated.expectedMatches);
  });

  test('leaves it open where a single rule tells nothing of it', async () => {
    const { estimated, expectedLoss } = await judge([{ on: [{ of: name }] }]);
    expect(expectedLoss.lost).toBeNull();
    expect(estimated.expectedMatches).toBeCloseTo(Math.max(estimated.expectedScoredMatches, 0.01 * 80 * 79 / 2), 9);
  });
});

describe('linking files', () => {
  test('writes the pairs with their sources, and every record of every source in one cluster', async () => {
    const { findings, rows } = await linkFiles(model, { ...options, pairs: at('pairs.csv'), clusters: at('clusters.csv') });
    expect(rows).toEqual({ people: 5, deaths: 5 });
    expect(findings).toMatchObject({ scoring: { pairs: 3, kept: 3 }, records: 10, links: 3 });
    const pairs = readFileSync(at('pairs.csv'), 'utf8').trim().split('\n').slice(1).map((line) => line.split(',').slice(0, 4).join(' '));
    // Sources are in the order of their names: deaths come before people.
    expect(pairs).toEqual(['deaths d1 people p1', 'deaths d2 people p2', 'deaths d4 people p4']);
    const clusters = readFileSync(at('clusters.csv'), 'utf8').trim().split('\n').slice(1);
    expect(clusters).toHaveLength(10);
    expect(clusters.filter((line) => line.endsWith(',deaths:d4'))).toEqual(['deaths,d4,deaths:d4', 'people,p4,deaths:d4']);
  });

  test('writes nothing where nothing is asked for, and still tells what it found', async () => {
    const before = JSON.stringify(await linkFiles(model, options));
    expect(before).toContain('"links":3');
    expect(before).not.toMatch(/Anne|Bob|Dora/);
  });

  test('links by rules alone, and refuses a file of pairs then: there are no weights to write', async () => {
    const { minMatchWeightBits: _, ...rest } = options;
    const rules = { ...rest, linkType: 'link', deterministic: { passes: [{ on: [{ of: name }] }], duplicateFree: [], takes: 'all', then: 'add' } } as const;
    expect((await linkFiles(null, rules as never)).findings).toMatchObject({ deterministic: { links: 3 } });
    expect(await refusal(linkFiles(null, { ...rules, pairs: at('none.csv') } as never))).toBe('PLAN_OUT_OF_RANGE pairs');
    expect(existsSync(at('none.csv'))).toBe(false);
  });

  test('refuses what it does not know, all of it at once', async () => {
    expect(await refusal(linkFiles(model, { ...options, treshold: 3, into: 'x' } as never))).toBe('PLAN_UNKNOWN_OPTION treshold, PLAN_UNKNOWN_OPTION into');
    expect(await refusal(trainFiles(model, { inputs, rowKey: 'id', seed: 3 } as never))).toBe('PLAN_UNKNOWN_OPTION seed');
    expect(await refusal(evaluateFiles(model, { inputs, rowKey: 'id', minMatchWeightBits: [0], cuts: 3 } as never))).toBe('PLAN_UNKNOWN_OPTION cuts');
    expect(await refusal(proposeFiles({ inputs, rowKey: 'id', wihtout: ['person'] } as never))).toBe('PLAN_UNKNOWN_OPTION wihtout');
  });

  test('refuses by rejecting, never by throwing', () => {
    for (const work of [() => linkFiles({}, options), () => trainFiles({}, options as never), () => evaluateFiles({}, { inputs, rowKey: 'id', minMatchWeightBits: [] })]) {
      const promise = work();
      expect(promise).toBeInstanceOf(Promise);
      promise.catch(() => undefined);
    }
  });

  test('refuses a source without files, and one whose file lacks a column, by source and column', async () => {
    expect(await refusal(linkFiles(model, { ...options, inputs: {} }))).toBe('PLAN_MISSING inputs');
    writeFileSync(at('bare.csv'), 'id\np1\n');
    expect(await refusal(linkFiles(model, { ...options, inputs: { ...inputs, deaths: at('bare.csv') } }))).toBe('PLAN_UNKNOWN_COLUMN deaths.name');
    expect(await refusal(linkFiles(model, { ...options, inputs: { ...inputs, deaths: at('nowhere.csv') } }))).toBe('DATA_FILE_MISSING');
  });

  test('never writes over a file that it reads, whichever way that is named', async () => {
    const glob = { ...options, inputs: { people: at('peop*.csv'), deaths: at('deaths.csv') } };
    expect(await refusal(linkFiles(model, { ...glob, pairs: at('people.csv') }))).toBe('PLAN_OUTPUT_PATH pairs');
    expect(await refusal(linkFiles(model, { ...options, clusters: join(folder, 'x', '..', 'deaths.csv') }))).toBe('PLAN_OUTPUT_PATH clusters');
    expect(await refusal(linkFiles(model, { ...options, pairs: at('one.csv'), clusters: at('one.csv') }))).toBe('PLAN_OUTPUT_PATH clusters');
    writeFileSync(at('truth.csv'), 'leftRowKey,rightRowKey,isMatch\np1,d1,1\n');
    expect(await refusal(evaluateFiles(model, { inputs, rowKey: 'id', minMatchWeightBits: [0], labels: { file: at('truth.csv') }, table: at('truth.csv') }))).toBe('PLAN_OUTPUT_PATH table');
    expect([readFileSync(at('people.csv'), 'utf8'), readFileSync(at('deaths.csv'), 'utf8')]).toEqual([PEOPLE, DEATHS]);
  });

  test('leaves no file behind where a file that it reads changes meanwhile', async () => {
    writeFileSync(at('moving.csv'), PEOPLE);
    let isChanged = false;
    const onProgress = (): void => {
      if (!isChanged) writeFileSync(at('moving.csv'), `${PEOPLE}p9,Zoe,9\n`);
      isChanged = true;
    };
    const moving = { ...options, inputs: { people: at('moving.csv'), deaths: at('deaths.csv') }, onProgress, pairs: at('moved-pairs.csv'), clusters: at('moved-clusters.csv') };
    expect(await refusal(linkFiles(model, moving))).toBe('DATA_CHANGED');
    expect([existsSync(at('moved-pairs.csv')), existsSync(at('moved-clusters.csv'))]).toEqual([false, false]);
  });

  test('stops where it is told to, and writes nothing then', async () => {
    const stopped = new AbortController();
    const reason = new Error('enough');
    const onProgress = ({ phase }: { readonly phase: string }): void => { if (phase === 'compare') stopped.abort(reason); };
    await expect(linkFiles(model, { ...options, onProgress, signal: stopped.signal, pairs: at('stopped.csv') })).rejects.toBe(reason);
    expect(existsSync(at('stopped.csv'))).toBe(false);
  });

  test('scores every pair once, for both files', async () => {
    const compared: number[] = [];
    const onProgress = ({ phase, rows, of }: { readonly phase: string; readonly rows: number; readonly of?: number }): void => { if (phase === 'compare') compared.push(rows, of!); };
    await linkFiles(model, { ...options, onProgress, pairs: at('once.csv'), clusters: at('once-clusters.csv') });
    expect(compared).toEqual([3, 3]);
    expect(readFileSync(at('once.csv'), 'utf8').trim().split('\n')).toHaveLength(4);
  });

  test('refuses records that outgrow the memory allowed, and writes nothing then', async () => {
    expect(await refusal(linkFiles(model, { ...options, maxMemoryBytes: 1000, pairs: at('large.csv'), clusters: at('large-clusters.csv') }))).toBe('DATA_MEMORY_LIMIT');
    expect([existsSync(at('large.csv')), existsSync(at('large-clusters.csv'))]).toEqual([false, false]);
  });

  test('leaves the clusters of an earlier run as they are where the pairs cannot be written, whenever that shows', async () => {
    const before = [...readdirSync(folder)].sort();
    writeFileSync(at('earlier.csv'), 'earlier');
    // A folder that is not there shows at once; one that stands where the file should come, at the very end.
    mkdirSync(at('taken.csv'));
    for (const pairs of [at('missing/pairs.csv'), at('taken.csv')]) expect(await refusal(linkFiles(model, { ...options, pairs, clusters: at('earlier.csv') }))).toBe('DATA_WRITE');
    expect(readFileSync(at('earlier.csv'), 'utf8')).toBe('earlier');
    rmSync(at('earlier.csv'));
    rmSync(at('taken.csv'), { recursive: true });
    expect([...readdirSync(folder)].sort()).toEqual(before);
  });

  test('leaves the pairs of an earlier run as they are where it cannot decide', async () => {
    writeFileSync(at('kept.csv'), 'of an earlier run');
    const stopped = new AbortController();
    const onProgress = ({ phase, rows, of }: { readonly phase: string; readonly rows: number; readonly of?: number }): void => { if (phase === 'compare' && rows === of) stopped.abort(new Error('late')); };
    await expect(linkFiles(model, { ...options, decide: { by: 'oneToOne' }, onProgress, signal: stopped.signal, pairs: at('kept.csv') })).rejects.toThrow('late');
    expect(readFileSync(at('kept.csv'), 'utf8')).toBe('of an earlier run');
    expect(readdirSync(folder).filter((name) => name.includes('.tmp-'))).toEqual([]);
  });
});

describe('judging the links of files', () => {
  const judge = (more: Partial<EvaluateFilesOptions>): Promise<EvaluatedFiles> => evaluateFiles(model, { inputs, rowKey: 'id', minMatchWeightBits: [0], ...more });
  const counts = async (more: Partial<EvaluateFilesOptions>): Promise<object> => {
    const [cut] = (await judge(more)).measured!.cuts;
    return { found: cut!.truePositives, wrong: cut!.falsePositives, missed: cut!.falseNegatives };
  };

  test('finds the same by a column, by all matches, and by judged pairs of them', async () => {
    writeFileSync(at('matches.csv'), 'leftRowKey,rightRowKey\np1,d1\np2,d2\np3,d3\np4,d4\n');
    writeFileSync(at('judged.csv'), 'leftRowKey,rightRowKey,isMatch\np1,d1,1\np2,d2,1\np3,d3,1\np4,d4,1\n');
    const expected = { found: 3, wrong: 0, missed: 1 };
    expect(await counts({ labels: { column: 'person' } })).toEqual(expected);
    // People were given first: the left row key is theirs, though deaths come first by name.
    expect(await counts({ labels: { matches: at('matches.csv') } })).toEqual(expected);
    expect(await counts({ labels: { file: at('judged.csv') } })).toEqual(expected);
  });

  test('does not mind in which order a file has its columns', async () => {
    writeFileSync(at('turned.csv'), 'rightRowKey,note,leftRowKey\nd1,x,p1\nd2,x,p2\nd3,x,p3\nd4,x,p4\n');
    expect(await counts({ labels: { matches: at('turned.csv') } })).toEqual({ found: 3, wrong: 0, missed: 1 });
    writeFileSync(at('turned-judged.csv'), 'isMatch,rightRowKey,leftRowKey\n1,d1,p1\n0,d2,p2\n');
    expect(await counts({ labels: { file: at('turned-judged.csv') } })).toEqual({ found: 1, wrong: 1, missed: 0 });
  });

  test('takes the sources that judged pairs name, and refuses half of them', async () => {
    writeFileSync(at('named.csv'), 'leftSource,leftRowKey,rightSource,rightRowKey,isMatch\ndeaths,d1,people,p1,true\npeople,p2,deaths,d2,false\n');
    expect(await counts({ labels: { file: at('named.csv') } })).toEqual({ found: 1, wrong: 1, missed: 0 });
    writeFileSync(at('half.csv'), 'leftSource,leftRowKey,rightRowKey,isMatch\ndeaths,d1,p1,1\n');
    expect(await refusal(judge({ labels: { file: at('half.csv') } }))).toBe('PLAN_MISSING labels');
  });

  test('does not guess the sources of pairs where there are three', async () => {
    writeFileSync(at('third.csv'), 'id,name,person\nt1,Anne,1\n');
    const three = { ...inputs, third: at('third.csv') };
    writeFileSync(at('pairs-of-three.csv'), 'leftRowKey,rightRowKey,isMatch\np1,t1,1\n');
    writeFileSync(at('matches-of-three.csv'), 'leftRowKey,rightRowKey\np1,t1\n');
    expect(await refusal(judge({ inputs: three, labels: { file: at('pairs-of-three.csv') } }))).toBe('PLAN_MISSING labels');
    expect(await refusal(judge({ inputs: three, labels: { matches: at('matches-of-three.csv') } }))).toBe('PLAN_MISSING matches');
    expect(await counts({ inputs: three, labels: { column: 'person' } })).toEqual({ found: 5, wrong: 0, missed: 1 });
  });

  test('refuses a cut too few, labels without row keys, and matches of more than two columns', async () => {
    expect(await refusal(judge({ minMatchWeightBits: [] }))).toBe('PLAN_MISSING minMatchWeightBits');
    writeFileSync(at('keyless.csv'), 'a,b,isMatch\np1,d1,1\n');
    expect(await refusal(judge({ labels: { file: at('keyless.csv') } }))).toBe('PLAN_UNKNOWN_COLUMN labels.leftRowKey, PLAN_UNKNOWN_COLUMN labels.rightRowKey');
    expect(await refusal(judge({ labels: { matches: at('keyless.csv') } }))).toBe('PLAN_MISSING matches');
  });

  test('refuses a column of persons that is another thing in another source', async () => {
    const schema = (type: 'utf8' | 'int32'): ReturnType<typeof schemaOf> => schemaOf({ id: { type: 'utf8', role: 'technical' }, name: { type: 'utf8', role: 'directIdentifier' }, person: { type, role: 'attribute' } });
    await writeFile(at('texts.parquet'), tableOf(schema('utf8'), [['p1', 'Anne', '1']]));
    await writeFile(at('numbers.parquet'), tableOf(schema('int32'), [['d1', 'Anne', 1]]));
    expect(await refusal(judge({ inputs: { people: at('texts.parquet'), deaths: at('numbers.parquet') }, labels: { column: 'person' } }))).toMatch(/^PLAN_COLUMN_TYPE/);
  });

  test('writes the errors at every weight for their owner', async () => {
    await judge({ labels: { column: 'person' }, table: at('errors.csv') });
    const [head, ...lines] = readFileSync(at('errors.csv'), 'utf8').trim().split('\n');
    expect(head).toContain('minMatchWeightBits');
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join()).not.toMatch(/Anne|p1|d1/);
  });
});

describe('proposing a linkage of files', () => {
  test('looks at columns that all sources have, and refuses others by the option that names them', async () => {
    writeFileSync(at('wide.csv'), 'id,name,extra\nw1,Anne,1\n');
    const wide = { people: at('people.csv'), wide: at('wide.csv') };
    expect(await refusal(proposeFiles({ inputs: wide, rowKey: 'id', columns: ['extra'] }))).toBe('PLAN_UNKNOWN_COLUMN columns');
    expect(await refusal(proposeFiles({ inputs: wide, rowKey: 'id', without: ['nothing'] }))).toBe('PLAN_UNKNOWN_COLUMN without');
  });
});
