// Circuits of several parties, each with its own plans and keys, over the files that they send each other.
import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { PlanError } from '../../src/core/errors.ts';
import type { Plan } from '../../src/plan/index.ts';
import { reidentify, runPlan } from '../../src/plan/node/index.ts';
import { subKeyOf } from './naive-siv.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-circuits-'));
const at = (name: string): string => join(folder, name);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const keyOf = (seed: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, index) => (index * 29 + seed) & 255);
const [SOURCE, NATIONAL, SERVICE] = [131, 57, 9];

const people = Array.from({ length: 40 }, (_, person) => `28405883210${String(person + 10)}`);
const column = (type: string, role: string): object => ({ type, role });
const text = column('utf8', 'attribute');
const NIR = column('utf8', 'directIdentifier');
const CODE = column('binary(16)', 'pseudonym');

let runs = 0;
/** Runs a plan of one table and gives the file of its output, and that beside it. */
async function run(steps: readonly object[], inputs: Readonly<Record<string, readonly [columns: object, file: string]>>, secrets: Readonly<Record<string, number>>, { audience = 'research', nonce = null as number | null } = {}): Promise<string> {
  const [from] = Object.keys(inputs);
  const plan = {
    version: 1, title: 'a circuit', inputs: Object.fromEntries(Object.entries(inputs).map(([name, [columns]]) => [name, { columns }])),
    tables: { result: { from, steps } }, outputs: { result: { table: 'result', format: 'csv', audience } },
  } as unknown as Plan;
  const { release } = await runPlan(plan, {
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, [, file]]) => [name, file])), out: at(`out-${++runs}`),
    secrets: Object.fromEntries(Object.entries(secrets).map(([name, seed]) => [name, keyOf(seed)])), ...(nonce === null ? {} : { releaseNonce: keyOf(nonce).slice(0, 16) }),
  });
  return join(release.directory, 'result.csv');
}

function csv(name: string, header: string, rows: readonly (readonly string[])[]): string {
  writeFileSync(at(name), [header, ...rows.map((row) => row.join(',')), ''].join('\n'));
  return at(name);
}

const rowsOf = (file: string): string[][] => readFileSync(file, 'utf8').trim().split('\n').slice(1).map((line) => line.split(','));
const headerOf = (file: string): string => readFileSync(file, 'utf8').split('\n', 1)[0]!;
const cellsOf = (file: string): Set<string> => new Set(rowsOf(file).flat());
const shared = (left: string, right: string): string[] => [...cellsOf(left)].filter((cell) => cellsOf(right).has(cell));
const pseudonymOf = (file: string, name: string): Record<string, unknown> =>
  (JSON.parse(readFileSync(`${file}.meta.json`, 'utf8')) as { columns: { name: string; pseudonym: Record<string, unknown> }[] }).columns.find((one) => one.name === name)!.pseudonym;

/** Writes a code of 16 bytes as a CSV file has it. */
function base32(code: Buffer): string {
  return Array.from({ length: 26 }, (_, index) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[Number((BigInt(`0x${code.toString('hex')}`) >> BigInt(5 * (25 - index))) & 31n)]!).join('');
}

const hmac = (subKey: Uint8Array, value: string | Buffer): Buffer => createHmac('sha256', subKey).update(value).digest().subarray(0, 16);

describe('two levels, as FOIN', () => {
  const first = (file: string): Promise<string> => run([{ op: 'pseudonymise', policy: 'deterministic', column: 'nir', profile: 'nir/v1', into: 'code', project: 'source', domain: 'patient', onInvalid: 'null', secretKey: { secret: 's' } }], { stays: [{ nir: NIR, site: text }, file] }, { s: SOURCE });
  const second = (file: string, change: object = {}): Promise<string> => run([{ op: 'rekey', policy: 'deterministic', column: 'code', profile: 'code/v1', keep: 'new', project: 'national', domain: 'patient', onInvalid: 'null', secretKey: { secret: 'n' }, ...change }], { sent: [{ code: CODE, site: text }, file] }, { n: NATIONAL });
  const hospitals = async (): Promise<[string, string]> => [
    await first(csv('north.csv', 'nir,site', people.slice(0, 30).map((nir) => [nir, 'north']))),
    await first(csv('south.csv', 'nir,site', people.slice(20).map((nir) => [nir, 'south']))),
  ];

  test('give one national code to a person of two hospitals, which is not the code they sent', async () => {
    const sent = await hospitals();
    const [north, south] = [await second(sent[0]), await second(sent[1])];
    const codes = (file: string): string[] => rowsOf(file).map(([code]) => code!);
    expect(codes(north).slice(20)).toEqual(codes(south).slice(0, 10));
    expect(new Set([...codes(north), ...codes(south)]).size).toBe(people.length);
    expect([...sent].flatMap((file) => shared(file, north)).filter((cell) => cell.length === 26)).toEqual([]);
  });

  test('are the codes of the codes, and say so', async () => {
    const [sent] = await hospitals();
    const north = await second(sent);
    const source = subKeyOf(keyOf(SOURCE), ['source', 'patient', 'deterministic', 'nir/v1'], 32);
    const national = subKeyOf(keyOf(NATIONAL), ['national', 'patient', 'rekey/deterministic', 'code/v1'], 32);
    expect(rowsOf(north).map(([code]) => code)).toEqual(people.slice(0, 30).map((nir) => base32(hmac(national, hmac(source, nir)))));
    expect(pseudonymOf(north, 'code')['chain']).toEqual([pseudonymOf(sent, 'code')['fingerprint']]);
  });

  test('yield nobody to a dictionary under one of the keys, and everybody under both', async () => {
    const [sent] = await hospitals();
    const codes = new Set(rowsOf(await second(sent)).map(([code]) => code));
    const found = (guess: (nir: string) => Buffer): number => people.slice(0, 30).filter((nir) => codes.has(base32(guess(nir)))).length;
    const source = subKeyOf(keyOf(SOURCE), ['source', 'patient', 'deterministic', 'nir/v1'], 32);
    const national = subKeyOf(keyOf(NATIONAL), ['national', 'patient', 'rekey/deterministic', 'code/v1'], 32);
    expect([found((nir) => hmac(source, nir)), found((nir) => hmac(national, nir)), found((nir) => hmac(national, hmac(source, nir)))]).toEqual([0, 0, 30]);
  });

  test('take what comes after as codes of codes, too, and no identifier', async () => {
    const [sent] = await hospitals();
    const third = await run([{ op: 'rekey', policy: 'deterministic', column: 'code', profile: 'code/v1', keep: 'new', project: 'renewed', domain: 'patient', onInvalid: 'null', secretKey: { secret: 'n' } }], { sent: [{ code: CODE, site: text }, await second(sent)] }, { n: 77 });
    expect(pseudonymOf(third, 'code')['chain']).toHaveLength(2);
    const again = run([{ op: 'pseudonymise', policy: 'deterministic', column: 'code', profile: 'text/v1', project: 'national', domain: 'patient', onInvalid: 'null', secretKey: { secret: 'n' } }], { sent: [{ code: column('utf8', 'directIdentifier'), site: text }, sent] }, { n: NATIONAL });
    await expect(again).rejects.toThrow(PlanError);
    await expect(again).rejects.toThrow('PLAN_ALREADY_PSEUDONYMISED');
  });
});

describe('an index for a code, as the CSNS service gives it', () => {
  /** An index that means nothing: drawn by the sender, another for each sending. */
  const indexOf = (person: number): string => `i${String((person * 17 + 5) % 41).padStart(2, '0')}`;
  const everything = (): string => csv('everything.csv', 'index,nir,diagnosis', people.map((nir, person) => [indexOf(person), nir, `D${person}`]));
  const all = { index: column('utf8', 'technical'), nir: NIR, diagnosis: column('utf8', 'sensitive') };

  async function circuit(): Promise<{ sent: string; kept: string; returned: string; joined: string }> {
    const file = everything();
    const sent = await run([{ op: 'keep', columns: ['index', 'nir'] }, { op: 'sort', by: [{ column: 'index' }] }], { people: [all, file] }, {}, { audience: 'internal' });
    const kept = await run([{ op: 'drop', columns: ['nir'] }], { people: [all, file] }, {});
    const returned = await run([{ op: 'pseudonymise', policy: 'deterministic', column: 'nir', profile: 'nir/v1', into: 'csns', project: 'link-2025', domain: 'person', onInvalid: 'null', secretKey: { secret: 's' } }], { sent: [{ index: all.index, nir: NIR }, sent] }, { s: SERVICE });
    const joined = await run(
      [{ op: 'lookUp', table: 'returned', on: { index: 'index' }, take: { csns: 'csns' }, unmatched: 'null' }, { op: 'drop', columns: ['index'] }],
      { kept: [{ index: all.index, diagnosis: all.diagnosis }, kept], returned: [{ index: { type: 'utf8', role: 'technical', nullable: false }, csns: CODE }, returned] }, {},
    );
    return { sent, kept, returned, joined };
  }

  test('lets the service see no data, the sender no key, and the receiver neither identifier nor index', async () => {
    const { sent, kept, returned, joined } = await circuit();
    expect([sent, kept, returned, joined].map(headerOf)).toEqual(['index,nir', 'index,diagnosis', 'index,csns', 'diagnosis,csns']);
    const subKey = subKeyOf(keyOf(SERVICE), ['link-2025', 'person', 'deterministic', 'nir/v1'], 32);
    expect(rowsOf(joined)).toEqual(people.map((nir, person) => [`D${person}`, base32(hmac(subKey, nir))]));
  });

  test('has two files that say nothing without each other, and everything together', async () => {
    const { kept, returned, joined } = await circuit();
    // Alone: no cell of one file is an identifier, nor is the receiver's file joined to either by anything but its own columns.
    const nirs = new Set(people);
    for (const file of [kept, returned, joined]) expect([...cellsOf(file)].filter((cell) => nirs.has(cell))).toEqual([]);
    expect(shared(joined, kept)).toHaveLength(people.length); // the diagnoses
    expect(shared(joined, kept).every((cell) => cell.startsWith('D'))).toBe(true);
    expect(shared(joined, returned).every((cell) => cell.length === 26)).toBe(true); // the codes
    const dataOf = (join: (index: string) => string | undefined): number => rowsOf(kept).filter(([index, diagnosis]) => {
      const code = join(index!);
      return code !== undefined && rowsOf(joined).some(([data, csns]) => data === diagnosis && csns === code);
    }).length;
    // Together: whoever has both joins every diagnosis to its code by the index.
    const byIndex = new Map(rowsOf(returned).map(([index, csns]) => [index!, csns!]));
    expect(dataOf((index) => byIndex.get(index))).toBe(people.length);
    // By the order of the rows instead, which the service's file does not keep, hardly anybody.
    const inOrder = rowsOf(returned).map(([, csns]) => csns!);
    const places = new Map(rowsOf(kept).map(([index], row) => [index!, inOrder[row]!]));
    expect(dataOf((index) => places.get(index))).toBeLessThan(5);
  });

  test('gives another index no meaning: under another drawing of the index the codes are the same', async () => {
    const { joined } = await circuit();
    const file = csv('again.csv', 'index,nir,diagnosis', people.map((nir, person) => [`j${person}`, nir, `D${person}`]));
    const again = await run([{ op: 'pseudonymise', policy: 'deterministic', column: 'nir', profile: 'nir/v1', into: 'csns', project: 'link-2025', domain: 'person', onInvalid: 'null', secretKey: { secret: 's' } }, { op: 'drop', columns: ['index'] }], { people: [all, file] }, { s: SERVICE });
    expect(rowsOf(again).map(([csns, diagnosis]) => [diagnosis, csns])).toEqual(rowsOf(joined));
  });
});

describe('another code in each extraction, as ATIH gives it', () => {
  const extraction = (nonce: number): Promise<string> => run(
    [{ op: 'pseudonymise', policy: 'releaseRandomised', column: 'nir', profile: 'nir/v1', into: 'code', project: 'pmsi', domain: 'patient', onInvalid: 'null', secretKey: { secret: 's' } }],
    { stays: [{ nir: NIR, year: text }, csv(`stays-${nonce}.csv`, 'nir,year', [...people, ...people.slice(0, 5)].map((nir) => [nir, String(2020 + nonce)]))] }, { s: SOURCE }, { nonce },
  );
  /** What the holder of the key gets of the codes of an extraction. */
  async function opened(file: string): Promise<Map<string, string>> {
    const asked = csv(`asked-${++runs}.csv`, 'code', rowsOf(file).map(([code]) => [code!]));
    writeFileSync(`${asked}.meta.json`, JSON.stringify({ format: 'a423-columns/1', columns: [{ name: 'code', type: 'binary(32)', role: 'pseudonym', pseudonym: pseudonymOf(file, 'code') }] }));
    const out = at(`opened-${runs}.csv`);
    await reidentify({ codes: asked, secretKey: keyOf(SOURCE), reason: 'Chaînage de deux extractions, décision du comité', log: at('chaining.log'), out });
    return new Map(rowsOf(out).map(([code, deterministic]) => [code!, deterministic!]));
  }

  test('follows a person within an extraction, and joins no two of them', async () => {
    const [one, two] = [await extraction(1), await extraction(2)];
    for (const file of [one, two]) expect(new Set(rowsOf(file).map(([code]) => code)).size).toBe(people.length);
    expect(shared(one, two)).toEqual([]);
  });

  test('lets the holder of the key join them, with lines in the log for each', async () => {
    const [one, two] = [await extraction(3), await extraction(4)];
    const [left, right] = [await opened(one), await opened(two)];
    const subKey = subKeyOf(keyOf(SOURCE), ['pmsi', 'patient', 'deterministic', 'nir/v1'], 32);
    const expected = [...people, ...people.slice(0, 5)].map((nir) => base32(hmac(subKey, nir)));
    expect(rowsOf(one).map(([code]) => left.get(code!))).toEqual(expected);
    expect(rowsOf(two).map(([code]) => right.get(code!))).toEqual(expected);
    // Two requests, each with a line when it starts and one when it ends.
    expect(readFileSync(at('chaining.log'), 'utf8').trim().split('\n')).toHaveLength(4);
  });
});
