// Attacks on a crosswalk and on what the policy random leaves. Each must succeed on the unprotected table first.
import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { collect, fromBatches, type Dataset } from '../../src/core/dataset.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { pseudonymiseWithCrosswalk, type CrosswalkOptions } from '../../src/pseudonymise/index.ts';
import { sealingKey } from '../../src/pseudonymise/crosswalk-keys.ts';
import { rowsOf, schemaOf, tableOf, type Value } from '../small-tables.ts';
import { framed, sealNaively, subKeyOf } from '../operator/naive-siv.ts';

const keyOf = (name: string): Uint8Array => new Uint8Array(createHash('sha256').update(`a key for these tests only: ${name}`).digest());
const options: CrosswalkOptions = {
  policy: 'random', column: 'nir', profile: 'nir/v1', project: 'cohort-2024', domain: 'patient', onInvalid: 'null', asOf: '2024-10-04',
  secretKey: keyOf('crosswalk'), drawing: { secretKey: keyOf('drawing') }, releaseNonce: keyOf('nonce').subarray(0, 16),
};
const NIR = schemaOf({ nir: { type: 'utf8', role: 'directIdentifier' } });

/** Every NIR of a woman born in May in commune 88321 in one of twenty years: sex, month and commune are known. */
const candidates: readonly string[] = Array.from({ length: 20 * 999 }, (_, index) => `2${String(60 + Math.floor(index / 999))}0588321${String((index % 999) + 1).padStart(3, '0')}`);
const persons: readonly string[] = Array.from({ length: 200 }, (_, person) => candidates[(person * 7919 + 13) % candidates.length]!);
/** Person n comes n times in turn: how often somebody occurs is known to who treats them. */
const stays: readonly string[] = persons.slice(0, 40).flatMap((nir, index) => Array.from({ length: index + 1 }, () => nir));

async function crosswalkOf(nirs: readonly string[], given: CrosswalkOptions = options): Promise<{ codes: string[]; crosswalk: Value[][]; table: Dataset }> {
  const ports = pseudonymiseWithCrosswalk(given).connect({ rows: tableOf(NIR, nirs.map((nir) => [nir])) }, { fold: IN_MEMORY });
  const codes = (await rowsOf(ports['rows']!)).map(([code]) => String(code));
  const table = fromBatches(ports['crosswalk']!.schema, await collect(ports['crosswalk']!));
  return { codes, crosswalk: await rowsOf(table), table };
}

/** The right person behind each code. */
const truth = (codes: readonly string[], nirs: readonly string[]): Map<string, string> => new Map(codes.map((code, row) => [code, nirs[row]!]));

/** Tries every candidate under a guess of what a cell is made of; counts the codes whose person came out right. */
function dictionary(crosswalk: readonly Value[][], cell: number, right: ReadonlyMap<string, string>, guess: (candidate: string, code: string) => string): number {
  let hits = 0;
  for (const row of crosswalk) {
    const code = String(row[0]);
    if (guess(right.get(code)!, code) === row[cell]) hits++;
  }
  return hits;
}

describe('a dictionary attack on the crosswalk alone', () => {
  test('names everybody where identifiers are not sealed, or sealed under what lies beside them', async () => {
    const { codes, crosswalk } = await crosswalkOf(persons);
    const right = truth(codes, persons);
    const bare = crosswalk.map(([code]) => [code!, createHash('sha256').update(right.get(String(code))!).digest('hex')]);
    // The whole dictionary is tried, as an attacker without the truth would.
    const named = new Map(candidates.map((nir) => [createHash('sha256').update(nir).digest('hex'), nir]));
    expect(bare.filter(([code, digest]) => named.get(String(digest)) === right.get(String(code)))).toHaveLength(persons.length);
    const labels = ['cohort-2024', 'patient', 'random', 'nir/v1'];
    const leaked = (candidate: string, code: string): string => sealNaively(subKeyOf(options.secretKey, labels, 64), framed(...labels), Buffer.from(code + Buffer.from(candidate).toString('hex'), 'hex')).toString('hex');
    expect(dictionary(crosswalk.slice(0, 50), 1, right, leaked)).toBe(50);
  });

  test('names nobody with what is public, with another key, or with the key of another context', async () => {
    const { codes, crosswalk } = await crosswalkOf(persons);
    const right = truth(codes, persons);
    const labels = ['cohort-2024', 'patient', 'random', 'nir/v1'];
    const { fingerprint } = sealingKey({ project: 'cohort-2024', domain: 'patient', profile: 'nir/v1' }, options.secretKey);
    const seal = (secret: Uint8Array, names: readonly string[] = labels) => (candidate: string, code: string): string =>
      sealNaively(Buffer.from(subKeyOf(secret, names, 64)), framed(...names), Buffer.from(code + Buffer.from(candidate).toString('hex'), 'hex')).toString('hex');
    const guesses: Readonly<Record<string, (candidate: string, code: string) => string>> = {
      'no key': (candidate) => createHash('sha256').update(candidate).digest('hex'),
      'the empty key': seal(new Uint8Array(0)),
      'the project': seal(Buffer.from('cohort-2024')),
      'the fingerprint': seal(Buffer.from(fingerprint, 'hex')),
      'the key that drew the codes': seal(options.drawing.secretKey),
      'the nonce': seal(options.releaseNonce),
      'another key': seal(keyOf('other')),
      'another project': seal(options.secretKey, ['cohort-2025', ...labels.slice(1)]),
      'another policy': seal(options.secretKey, ['cohort-2024', 'patient', 'reversible', 'nir/v1']),
    };
    // The right person of every row is among the candidates tried: a guess that is right shows at once.
    for (const [name, guess] of Object.entries(guesses)) expect(dictionary(crosswalk.slice(0, 50), 1, right, guess), name).toBe(0);
  });

  test('learns nothing from two crosswalks of one person: the seals differ with the codes', async () => {
    const [one, two] = [await crosswalkOf(persons), await crosswalkOf(persons, { ...options, drawing: { secretKey: keyOf('drawing 2') } })];
    const cells = (crosswalk: readonly Value[][]): string[] => crosswalk.flatMap(([code, identifier]) => [String(code), String(identifier)]);
    expect(cells(one.crosswalk).filter((cell) => cells(two.crosswalk).includes(cell))).toEqual([]);
    // Under an encryption of the identifier by itself they would be the same.
    const [labels, key] = [['cohort-2024'], subKeyOf(options.secretKey, ['cohort-2024'], 64)];
    expect(sealNaively(key, framed(...labels), Buffer.from(persons[0]!)).equals(sealNaively(key, framed(...labels), Buffer.from(persons[0]!)))).toBe(true);
  });
});

describe('a code of the policy random', () => {
  const draw = (candidate: string, secret: Uint8Array): string => {
    const subKey = subKeyOf(secret, ['cohort-2024', 'patient', 'random/draw', 'nir/v1', Buffer.from(options.releaseNonce).toString('hex')], 32);
    return createHmac('sha256', subKey).update(candidate).digest('hex').slice(0, 32);
  };

  test('is found by trying all while the key that drew it exists, and by nobody once only the crosswalk\'s is left', async () => {
    const { codes } = await crosswalkOf(persons);
    const found = (secret: Uint8Array): number => {
      const named = new Map(candidates.map((nir) => [draw(nir, secret), nir]));
      return codes.filter((code, row) => named.get(code) === persons[row]).length;
    };
    expect(found(options.drawing.secretKey)).toBe(persons.length);
    expect(found(options.secretKey)).toBe(0);
    expect(found(keyOf('other'))).toBe(0);
  }, 60_000);
});

describe('an attack by order and frequency', () => {
  test('succeeds on a list in order of arrival that counts, and finds nothing in a crosswalk', async () => {
    const { codes, crosswalk } = await crosswalkOf(stays);
    const right = truth(codes, stays);
    const arrival = [...new Set(stays)];
    // In a list made as people arrive, the nth code is the nth person.
    const asTheyCame = [...new Set(codes)];
    expect(asTheyCame.filter((code, row) => right.get(code) === arrival[row])).toHaveLength(arrival.length);
    // In the rows, how often a code occurs names its person.
    const times = new Map<string, number>();
    for (const code of codes) times.set(code, (times.get(code) ?? 0) + 1);
    expect([...times].filter(([code, count]) => right.get(code) === persons[count - 1])).toHaveLength(arrival.length);
    // In the crosswalk everybody stands once, and the order is that of the codes: by chance one of 40 is in their place.
    const listed = crosswalk.map(([code]) => String(code));
    expect(listed).toHaveLength(arrival.length);
    expect(listed.filter((code, row) => right.get(code) === arrival[row]).length).toBeLessThanOrEqual(5);
    expect(listed).toEqual([...listed].sort((left, corresponding) => (left < corresponding ? -1 : 1)));
    // No other column tells rows apart.
    expect(new Set(crosswalk.map(([, identifier, keyId, firstSeen]) => [String(identifier).length, keyId, firstSeen].join())).size).toBe(1);
  });

  test('does not learn from an extension who came in which order on one day', async () => {
    const first = await crosswalkOf(persons.slice(0, 30));
    const extend = async (order: readonly string[]): Promise<Value[][]> => {
      const ports = pseudonymiseWithCrosswalk({ ...options, drawing: { secretKey: keyOf('drawing 2') }, asOf: '2025-03-01' }).connect({ rows: tableOf(NIR, order.map((nir) => [nir])), crosswalk: first.table }, { fold: IN_MEMORY });
      return rowsOf(ports['crosswalk']!);
    };
    const others = persons.slice(20, 60);
    expect(await extend(others)).toEqual(await extend([...others, ...others].reverse()));
  });
});
