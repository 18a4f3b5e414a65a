// Whole runs under known keys, in processes of their own, then a search of everything that is left or was said: the keys, what
// is derived from them, and the states of the hash in between, in every spelling. The search is first shown to find them.
import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { inspect } from 'node:util';
import { blake3 } from '@noble/hashes/blake3.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundle, type Ending, type Script } from '../child.ts';
import { compress, midstatesOf, needleSearch, needlesOf } from './secret-needles.ts';
import type { ChildTask } from './secrets-child.ts';

const main = new Uint8Array(createHash('sha256').update('a key for the test of secrecy').digest());
const drawing = new Uint8Array(createHash('sha256').update('another one, to draw codes by').digest());
const nonce = Uint8Array.from({ length: 16 }, (_, index) => index);

const CONTEXT = { project: 'cohort-2024', domain: 'patient' } as const;

/** The published derivation with what Node brings. */
function derive(secret: Uint8Array, labels: readonly string[], length = 32): Uint8Array {
  const frame = Buffer.concat(labels.flatMap((label) => [Buffer.from(Uint32Array.of(label.length).buffer), Buffer.from(label)]));
  return new Uint8Array(hkdfSync('sha256', secret, 'a423/pseudonymise/v1', frame, length));
}

const labels = (policy: string, profile = 'nir/v1', ...more: string[]): string[] => [CONTEXT.project, CONTEXT.domain, policy, profile, ...more];
const nonceLabel = Buffer.from(nonce).toString('hex');
const SUB_KEYS: Readonly<Record<string, Uint8Array>> = {
  deterministic: derive(main, labels('deterministic')),
  BLAKE3: derive(main, labels('deterministic/BLAKE3')),
  document: derive(main, labels('document', 'nir/v1', nonceLabel)),
  'document without nonce': derive(main, labels('document')),
  reversible: derive(main, labels('reversible'), 64),
  FF1: derive(main, labels('reversible/FF1')),
  releaseRandomised: derive(main, labels('releaseRandomised'), 64),
  rekey: derive(main, labels('rekey/deterministic', 'code/v1')),
  composite: derive(main, labels('deterministic', 'composite/v1(nir/v1,text/v1)')),
  crosswalk: derive(main, labels('random'), 64),
  draw: derive(drawing, labels('random/draw', 'nir/v1', nonceLabel)),
};
const SECRETS: Readonly<Record<string, Uint8Array>> = {
  'main key': main, 'drawing key': drawing,
  'main root': new Uint8Array(createHmac('sha256', 'a423/pseudonymise/v1').update(main).digest()), 'drawing root': new Uint8Array(createHmac('sha256', 'a423/pseudonymise/v1').update(drawing).digest()),
  ...SUB_KEYS,
  ...Object.fromEntries(Object.entries({ main, ...SUB_KEYS }).flatMap(([name, secret]) => {
    const { inner, outer } = midstatesOf(secret);
    return [[`${name}, inner state`, inner], [`${name}, outer state`, outer]];
  })),
};
const search = needleSearch(Object.entries(SECRETS).flatMap(([name, secret]) => needlesOf(name, secret)));
const searchText = (text: string): string[] => search(Buffer.from(text, 'latin1'));

describe('the search', () => {
  const noise = Buffer.from(createHash('sha512').update('noise').digest());
  const within = (secret: Uint8Array, before: number): Buffer => Buffer.concat([noise.subarray(0, before), secret, noise.subarray(0, 7)]);
  const words = (secret: Uint8Array): Int32Array => Int32Array.from({ length: secret.length / 4 }, (_, index) => Buffer.from(secret).readInt32BE(4 * index));
  const base32 = (bytes: Buffer, alphabet: string): string => [...bytes].reduce((bits, byte) => bits + byte.toString(2).padStart(8, '0'), '').match(/.{5}/g)!.map((five) => alphabet[parseInt(five, 2)]).join('');
  const wide = { maxArrayLength: null, breakLength: 80 } as const;
  const WRITERS: Readonly<Record<string, (secret: Uint8Array) => string | Uint8Array>> = {
    'raw bytes': (secret) => within(secret, 11),
    'bytes reversed': (secret) => within(Uint8Array.from(secret).reverse(), 5),
    'words in memory': (secret) => new Uint8Array(words(secret).buffer),
    hexadecimal: (secret) => Buffer.from(secret).toString('hex'),
    'capital hexadecimal': (secret) => `key=${Buffer.from(secret).toString('hex').toUpperCase()};`,
    'hexadecimal in pairs': (secret) => Buffer.from(secret).toString('hex').match(/../g)!.join(' '),
    'hexadecimal with colons': (secret) => Buffer.from(secret).toString('hex').match(/../g)!.join(':'),
    'hexadecimal in a program': (secret) => [...secret].map((byte) => `0x${byte.toString(16).padStart(2, '0')}`).join(', '),
    'hexadecimal reversed': (secret) => [...Buffer.from(secret).toString('hex')].reverse().join(''),
    base64: (secret) => Buffer.from(secret).toString('base64'),
    'base64 of more, one byte on': (secret) => within(secret, 1).toString('base64'),
    'base64 of more, two bytes on': (secret) => within(secret, 2).toString('base64'),
    'base64 in lines': (secret) => within(secret, 30).toString('base64').match(/.{1,20}/g)!.join('\n'),
    base64url: (secret) => `a423-key-v1:${Buffer.from(secret).toString('base64url')}`,
    'base64url of more': (secret) => within(secret, 4).toString('base64url'),
    base32: (secret) => base32(within(secret, 3), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'),
    'small base32': (secret) => base32(Buffer.from(secret), 'abcdefghijklmnopqrstuvwxyz234567'),
    'Crockford base32': (secret) => base32(within(secret, 2), '0123456789ABCDEFGHJKMNPQRSTVWXYZ'),
    'a list': (secret) => secret.join(', '),
    'JSON of an array': (secret) => JSON.stringify([...secret]),
    'JSON in columns': (secret) => JSON.stringify({ secretKey: [...secret] }, null, 2),
    'JSON of a typed array': (secret) => JSON.stringify(secret),
    'JSON of a buffer': (secret) => JSON.stringify(Buffer.from(secret)),
    'what inspect shows of an array': (secret) => inspect(secret, wide),
    'what inspect shows of a buffer': (secret) => inspect(Buffer.from(secret), wide),
    'words in a list': (secret) => inspect(words(secret), wide),
    'words without sign': (secret) => JSON.stringify([...new Uint32Array(words(secret).buffer)]),
    'the first half': (secret) => within(secret.subarray(0, 16), 9),
    'the second half': (secret) => within(secret.subarray(secret.length - 16), 9),
  };

  test.each(Object.keys(WRITERS))('finds every secret as %s, and nothing in what surrounds it', (name) => {
    for (const [label, secret] of Object.entries(SECRETS)) {
      const written = WRITERS[name]!(secret);
      const found = search(Buffer.from(written as string));
      expect(found.some((needle) => needle.startsWith(`${label}:`)), `${label} as ${name}`).toBe(true);
      expect(search(Buffer.from(WRITERS[name]!(secret.map((byte) => byte ^ 0x5a)) as string))).toEqual([]);
    }
  });
  test('looks for the true states of the hash: HMAC goes on from them', () => {
    const message = Buffer.from('2840588321025');
    const last = (bytes: Uint8Array, hashed: number): Buffer => {
      const block = Buffer.alloc(64);
      block.set(bytes);
      block[bytes.length] = 0x80;
      block.writeUInt32BE(8 * (64 + hashed), 60);
      return block;
    };
    const state = (bytes: Uint8Array): number[] => Array.from({ length: 8 }, (_, index) => Buffer.from(bytes).readUInt32BE(4 * index));
    const bytesOf = (numbers: readonly number[]): Buffer => Buffer.concat(numbers.map((number) => {
      const four = Buffer.alloc(4);
      four.writeUInt32BE(number);
      return four;
    }));
    for (const secret of Object.values(SUB_KEYS)) {
      const { inner, outer } = midstatesOf(secret);
      const digest = bytesOf(compress(state(inner), last(message, message.length)));
      expect(bytesOf(compress(state(outer), last(digest, 32))).toString('hex')).toBe(createHmac('sha256', secret).update(message).digest('hex'));
    }
  });
});

const folder = mkdtempSync(join(tmpdir(), 'a423-secrets-'));
const at = (...parts: string[]): string => join(folder, ...parts);
/** Where keys are kept: the one folder that is not searched. */
const keys = mkdtempSync(join(tmpdir(), 'a423-keys-'));
const keyFile = (name: string, text: string | Uint8Array): string => {
  writeFileSync(join(keys, name), text, { mode: 0o600 });
  return join(keys, name);
};
const keyLine = (secret: Uint8Array): string => `a423-key-v1:${Buffer.from(secret).toString('base64url')}\n`;
let script: Script;
let worker: Script;

const step = { op: 'pseudonymise', column: 'nir', profile: 'nir/v1', into: 'person', ...CONTEXT, onInvalid: 'null', secretKey: { secret: 'main' } } as const;
const STEPS: Readonly<Record<string, readonly object[]>> = {
  deterministic: [{ ...step, policy: 'deterministic' }, { op: 'sort', by: [{ column: 'cost' }] }],
  hexadecimal: [{ ...step, policy: 'deterministic', bits: 256, encoding: 'hex' }],
  blake3: [{ ...step, policy: 'deterministic', algorithm: 'BLAKE3', encoding: 'base64url' }],
  document: [{ ...step, policy: 'document' }],
  reversible: [{ ...step, policy: 'reversible' }],
  shape: [{ ...step, policy: 'reversible', algorithm: 'FF1' }],
  randomised: [{ ...step, policy: 'releaseRandomised', encoding: 'base32' }],
  rekeyed: [{ ...step, policy: 'deterministic' }, { op: 'rekey', column: 'person', profile: 'code/v1', keep: 'new', ...CONTEXT, policy: 'deterministic', onInvalid: 'reject', secretKey: { secret: 'main' } }],
  composite: [{ op: 'pseudonymise', columns: [{ column: 'nir', profile: 'nir/v1' }, { column: 'name', profile: 'text/v1' }], into: 'person', onMissingPart: 'absent', ...CONTEXT, policy: 'deterministic', onInvalid: 'reject', secretKey: { secret: 'main' } }],
  asked: [{ ...step, policy: 'reversible' }, { op: 'keep', columns: ['person'] }],
  drawn: [{ ...step, policy: 'random', asOf: '2024-10-04', drawing: { secretKey: { secret: 'drawing' } } }],
};
const FORMATS = ['csv', { type: 'arrow', form: 'file' }, { type: 'parquet', compression: 'none' }] as const;
const input = { columns: { nir: { type: 'utf8', role: 'directIdentifier', identifier: 'nir' }, name: { type: 'utf8', role: 'quasiIdentifier' }, cost: { type: 'int32', role: 'measure' } } } as const;

function planOf(names: readonly string[], change: object = {}): object {
  return {
    version: 1, title: 'Secrecy', inputs: { stays: input },
    tables: Object.fromEntries(names.map((name) => [name, { from: 'stays', steps: STEPS[name]! }])),
    outputs: Object.fromEntries([...names, ...names.filter((name) => name === 'drawn').map((name) => `${name}.crosswalk`)].map((table, index) => [table.replace('.', '-'), { table, format: FORMATS[index % 3], audience: table.includes('.') || index % 2 === 1 ? 'internal' : 'research' }])),
    ...change,
  };
}

/** Starts the child and keeps what it says where it is searched. */
async function child(name: string, task: ChildTask, { flags = [], env = {}, descriptor = null }: { readonly flags?: readonly string[]; readonly env?: Readonly<Record<string, string>>; readonly descriptor?: number | null } = {}): Promise<Ending> {
  const running = spawn(process.execPath, [...flags, script.path, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'pipe', ...(descriptor === null ? [] : [descriptor])], env: { ...process.env, ...env } });
  const said = { out: '', err: '' };
  running.stdout!.setEncoding('latin1').on('data', (text: string) => (said.out += text));
  running.stderr!.setEncoding('latin1').on('data', (text: string) => (said.err += text));
  const ending = await new Promise<Ending>((resolve, reject) => {
    running.on('error', reject);
    running.on('close', (code, signal) => { resolve({ code, signal, ...said }); });
  });
  writeFileSync(at(`${name}.out`), `${ending.out}\n---\n${ending.err}`, 'latin1');
  return ending;
}

const command = (name: string, words: readonly string[], settings: Parameters<typeof child>[2] = {}): Promise<Ending> => child(name, { kind: 'command', folder, words }, settings);

/** Every file that is left. */
function files(): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => at(name)).filter((path) => statSync(path).isFile());
}

const searched = new Map<string, string[]>();

/** What is found in a file; one that was searched is not searched again unless it changed. */
function foundIn(path: string): string[] {
  const { mtimeMs, size, ino } = statSync(path);
  const version = `${path} ${ino} ${size} ${mtimeMs}`;
  const labels = searched.get(version) ?? search(readFileSync(path));
  searched.set(version, labels);
  return labels;
}

/** What is found in all of them, by file. */
function found(): Record<string, string[]> {
  return Object.fromEntries(files().map((path): [string, string[]] => [path.slice(folder.length + 1), foundIn(path)]).filter(([, labels]) => labels.length > 0));
}

const ROWS = 6000;
const nirOf = (row: number): string => `2${String(row % 100).padStart(2, '0')}0588321${String(1 + (row % 997)).padStart(3, '0')}`;

beforeAll(async () => {
  script = await bundle('attack/secrets-child.ts');
  worker = await bundle('../src/worker.ts');
  writeFileSync(at('stays.csv'), `nir,name,cost\n${Array.from({ length: ROWS }, (_, row) => `${nirOf(row)},N${row % 50},${(row * 7919) % ROWS}`).join('\n')}\n`);
  writeFileSync(at('plan.json'), JSON.stringify(planOf(Object.keys(STEPS))));
  writeFileSync(at('small.json'), JSON.stringify(planOf(['deterministic', 'reversible'])));
  keyFile('main.key', keyLine(main));
  keyFile('drawing.key', keyLine(drawing));
}, 120_000);

afterAll(async () => {
  await script.remove();
  await worker.remove();
  for (const path of [folder, keys]) rmSync(path, { recursive: true, force: true });
});

describe('a run under a known key leaves it nowhere', () => {
  const stays = `stays=${at('stays.csv')}`;
  const given = ['--input', stays, '--secret', `main=file:${join(keys, 'main.key')}`];
  const both = [...given, '--secret', `drawing=file:${join(keys, 'drawing.key')}`, '--release-nonce', nonceLabel];

  test('from check to explanation, run and fingerprint, for every policy', async () => {
    expect(await command('check', ['check', at('plan.json')])).toMatchObject({ code: 0 });
    expect(await command('explain', ['explain', at('plan.json')])).toMatchObject({ code: 0 });
    const ran = await command('run', ['run', at('plan.json'), ...both, '--out', at('out'), '--json']);
    expect([ran.code, ran.err]).toEqual([0, expect.not.stringContaining('a423:') as string]);
    for (const policy of ['deterministic', 'document', 'reversible', 'releaseRandomised']) {
      expect(await command(`fingerprint-${policy}`, ['key', 'fingerprint', join(keys, 'main.key'), '--project', CONTEXT.project, '--domain', CONTEXT.domain, '--policy', policy])).toMatchObject({ code: 0 });
    }
    // The sub-keys that are looked for are the ones that were at work.
    const { release } = JSON.parse(readFileSync(at('out', 'current.json'), 'utf8')) as { release: string };
    const holds = (file: string, part: string | Uint8Array): boolean => readFileSync(at('out', release, file)).includes(Buffer.from(part as string));
    const code = (name: string, message: string | Uint8Array = nirOf(17)): Buffer => createHmac('sha256', SUB_KEYS[name]!).update(message).digest();
    const crockford = (bytes: Buffer): string => BigInt(`0x${bytes.toString('hex')}`).toString(32).padStart(26, '0').replaceAll(/./g, (digit) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[parseInt(digit, 32)]!);
    const first = code('deterministic').subarray(0, 16);
    expect([
      holds('deterministic.csv', crockford(first)), holds('document.csv', crockford(code('document').subarray(0, 16))), holds('hexadecimal.arrow', code('deterministic').toString('hex')),
      holds('rekeyed.arrow', code('rekey', first).subarray(0, 16)), holds('drawn.arrow', code('draw').subarray(0, 16)), holds('blake3.parquet', Buffer.from(blake3(Buffer.from(nirOf(17)), { key: SUB_KEYS['BLAKE3']! })).subarray(0, 16).toString('base64url')),
    ]).toEqual([true, true, true, true, true, true]);
    expect(found()).toEqual({});
  }, 240_000);

  test('while it works: in its arguments, its environment, its diagnostic report, or in what it starts', async () => {
    const options = { inputs: { stays: at('stays.csv') }, out: at('seen'), maxMemoryBytes: 200_000 };
    const secrets = { main: `file:${join(keys, 'main.key')}`, drawing: `file:${join(keys, 'drawing.key')}` };
    expect(await child('while', { kind: 'run', folder, plan: planOf(Object.keys(STEPS)), secrets, options })).toMatchObject({ code: 0, err: '' });
    const shots = files().filter((path) => /seen-\d+-\d+\.json$/.test(path));
    expect(shots.length).toBeGreaterThan(3);
    for (const path of shots) expect(Object.keys(JSON.parse(readFileSync(path, 'utf8')) as object)).toContain('report');
    expect(readFileSync(files().find((path) => /secrets-\d+\.txt$/.test(path))!, 'utf8')).toContain('0, 0, 0, 0');
    expect(found()).toEqual({});
  }, 240_000);

  test('when two threads share the work', async () => {
    const options = { inputs: { stays: at('stays.csv') }, out: at('threads') };
    const secrets = { main: `file:${join(keys, 'main.key')}` };
    expect(await child('threads', { kind: 'run', folder, plan: planOf(['deterministic', 'blake3', 'document', 'reversible', 'shape', 'randomised', 'composite']), secrets, options, worker: worker.path })).toMatchObject({ code: 0, err: '' });
    expect(found()).toEqual({});
  }, 120_000);

  test('when codes are led back to persons, who stand in the result', async () => {
    const codes = planOf(['asked'], { outputs: { asked: { table: 'asked', format: 'csv', audience: 'internal' } } });
    writeFileSync(at('asked.json'), JSON.stringify(codes));
    expect(await command('asked', ['run', at('asked.json'), ...given, '--out', at('asked')])).toMatchObject({ code: 0 });
    const { release } = JSON.parse(readFileSync(at('asked', 'current.json'), 'utf8')) as { release: string };
    const asking = ['reidentify', at('asked', release, 'asked.csv'), ...given.slice(2), '--reason', 'a test of secrecy', '--log', at('log.jsonl'), '--out', at('persons.csv')];
    expect(await command('reidentify', asking)).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(at('persons.csv'), 'utf8')).toContain(nirOf(17));
    expect(await command('reidentify-wrong', asking.map((word) => word.replace('main.key', 'drawing.key').replace('persons.csv', 'nobody.csv')))).not.toMatchObject({ code: 0 });
    expect(found()).toEqual({});
  }, 120_000);

  test('when the key comes by a descriptor, or by a variable, which what it starts does not get', async () => {
    const descriptor = openSync(join(keys, 'main.key'), 'r');
    expect(await command('descriptor', ['run', at('small.json'), '--input', stays, '--secret', 'main=fd:3', '--out', at('descriptor')], { descriptor })).toMatchObject({ code: 0 });
    const before = new Set(files());
    expect(await command('variable', ['run', at('small.json'), '--input', stays, '--secret', 'main=env:A423_KEY', '--out', at('variable')], { env: { A423_KEY: keyLine(main).trim() } })).toMatchObject({ code: 0 });
    // The system keeps the environment a process was started with; the process and its children have it no more.
    const shot = files().find((path) => !before.has(path) && /seen-\d+-\d+\.json$/.test(path))!;
    const { own, ...seen } = JSON.parse(readFileSync(shot, 'utf8')) as { own: [string, string]; child: string };
    expect(searchText(own[1])).not.toEqual([]);
    expect(seen.child).toContain('PATH');
    writeFileSync(shot, JSON.stringify({ ...seen, own: own[0] }));
    expect(found()).toEqual({});
  }, 120_000);

  test('when it is refused: wrong keys, keys where none belongs, wrong plans', async () => {
    const text = keyLine(main).trim();
    const hex = Buffer.from(main).toString('hex');
    const wrongKeys: readonly (string | Uint8Array)[] = [keyLine(main).slice(0, -4), `${text}${text}`, hex, main, Buffer.concat([main, main]), `a423-key-v1:${hex}`, `a423-key-v1:${Buffer.from(main).toString('base64')}!`, `x${text}`];
    for (const [index, wrong] of wrongKeys.entries()) {
      const path = keyFile(`wrong-${index}.key`, wrong);
      expect(await command(`wrong-${index}`, ['run', at('small.json'), '--input', stays, '--secret', `main=file:${path}`, '--out', at('refused')])).toMatchObject({ code: 4, out: '' });
    }
    const open = keyFile('open.key', keyLine(main));
    chmodSync(open, 0o644);
    expect(await command('open', ['run', at('small.json'), '--input', stays, '--secret', `main=file:${open}`, '--out', at('refused')])).toMatchObject({ code: 4 });
    // Keys in plans lie with the other keys; only what is said of them is searched.
    const plans: readonly string[] = [
      JSON.stringify(planOf(['reversible'], { title: 5, tables: { reversible: { from: 'stays', steps: [{ ...STEPS['reversible']![0], secretKey: text }] } } })),
      JSON.stringify(planOf(['reversible'], { tables: { reversible: { from: 'stays', steps: [{ ...STEPS['reversible']![0], secretKey: { secret: hex } }] } } })),
      JSON.stringify(planOf(['reversible'], { tables: { reversible: { from: 'stays', steps: [{ ...STEPS['reversible']![0], project: hex }] } } })),
      JSON.stringify(planOf(['reversible'], { tables: { reversible: { from: 'stays', steps: [{ ...STEPS['reversible']![0], expectFingerprint: hex }] } } })),
      `version: 1\ntitle: x\nsecretKey: {${text}\n`, `version: 1\ninputs: *${hex}\n`,
    ];
    for (const [index, plan] of plans.entries()) {
      const path = keyFile(`plan-${index}.yaml`, plan);
      expect((await command(`plan-${index}`, ['check', path])).code).toBe(3);
    }
    const fingerprint = planOf(['deterministic'], { tables: { deterministic: { from: 'stays', steps: [{ ...STEPS['deterministic']![0], expectFingerprint: '0123456789abcdef' }] } } });
    writeFileSync(at('fingerprint.json'), JSON.stringify(fingerprint));
    expect(await command('fingerprint', ['run', at('fingerprint.json'), ...given, '--out', at('refused')])).toMatchObject({ code: 3, err: expect.stringContaining('PLAN_WRONG_KEY') as string });
    expect(found()).toEqual({});
  }, 240_000);

  test('when data or a check stop it on the way', async () => {
    const coded = { ...step, policy: 'deterministic' };
    const refusing = planOf([], { tables: { coded: { from: 'stays', steps: [coded, { op: 'checkKAnonymity', quasiIdentifiers: ['name'], entity: null, k: 1000, nullMatching: 'own-class', onFailure: 'refuse' }] } }, outputs: { coded: { table: 'coded', format: 'csv', audience: 'research' } } });
    const failing = planOf([], { tables: { coded: { from: 'stays', steps: [coded, { op: 'checkQuality', stopOn: 'fail', checks: [{ check: 'range', column: 'cost', range: { max: 10 }, maxCount: 0 }] }] } }, outputs: { coded: { table: 'coded', format: 'csv', audience: 'internal' } } });
    writeFileSync(at('refusing.json'), JSON.stringify(refusing));
    writeFileSync(at('failing.json'), JSON.stringify(failing));
    writeFileSync(at('torn.csv'), `${readFileSync(at('stays.csv'), 'utf8')}${nirOf(1)},N1,much\n`);
    expect(await command('refusing', ['run', at('refusing.json'), ...given, '--out', at('stopped')])).toMatchObject({ code: 5 });
    expect(await command('failing', ['run', at('failing.json'), ...given, '--out', at('stopped')])).toMatchObject({ code: 4 });
    expect(await command('torn', ['run', at('small.json'), '--input', `stays=${at('torn.csv')}`, ...given.slice(2), '--out', at('stopped')])).toMatchObject({ code: 4 });
    expect(await command('quality', ['quality', at('failing.json'), ...given, '--json'])).toMatchObject({ code: 4 });
    expect(found()).toEqual({});
  }, 120_000);

  test('when a key is typed where a name belongs, beyond the arguments themselves', async () => {
    const text = keyLine(main).trim();
    const hex = Buffer.from(main).toString('hex');
    for (const [index, words] of [['--secret', `main=${text}`], ['--secret', text], [`--${hex}`], [text], ['--secret', `main=file:${join(keys, 'absent')}`, '--max-memory', hex], ['--secret', `main=env:${hex}`], ['--secret', `main=file:${hex}`], ['--secret', `main=file:${text}`], ['--secret', `main=fd:${hex}`]].entries()) {
      const before = new Set(files());
      const ending = await command(`typed-${index}`, ['run', at('small.json'), '--input', stays, '--out', at('refused'), ...words]);
      expect([2, 3, 4]).toContain(ending.code);
      // The arguments show what was typed, to everybody on the machine: that is why a key is never one.
      for (const path of files().filter((name) => !before.has(name) && /seen-\d+-\d+\.json$/.test(name))) rmSync(path);
    }
    expect(found()).toEqual({});
  }, 120_000);

  test('when it is killed in the middle: not in what lies on the disk', async () => {
    const out = at('killed');
    const options = { inputs: { stays: at('stays.csv') }, out, maxMemoryBytes: 50_000 };
    const ending = await child('killed', { kind: 'die', folder, plan: planOf(['deterministic', 'document', 'reversible']), secrets: { main: `file:${join(keys, 'main.key')}` }, options });
    expect([ending.signal, ending.err]).toEqual(['SIGKILL', '']);
    const left = readdirSync(out, { recursive: true, encoding: 'utf8' });
    expect(left.filter((name) => /^\.tmp-spill-[^/]+\/\d+$/.test(name)).length).toBeGreaterThan(0);
    expect(found()).toEqual({});
  }, 120_000);

  test('when it breaks in the middle: not in the report of Node nor in the trace', async () => {
    const reports = at('reports');
    mkdirSync(reports);
    const options = { inputs: { stays: at('stays.csv') }, out: at('broken'), maxMemoryBytes: 50_000 };
    const flags = ['--report-uncaught-exception', `--report-directory=${reports}`];
    const ending = await child('broken', { kind: 'throw', folder, plan: planOf(['deterministic', 'document', 'reversible']), secrets: { main: `file:${join(keys, 'main.key')}` }, options }, { flags });
    expect([ending.code, ending.err.includes('a fault of the program')]).toEqual([1, true]);
    expect(readdirSync(reports).filter((name) => name.endsWith('.json'))).toHaveLength(1);
    expect(found()).toEqual({});
  }, 120_000);

  test('and the search looked at something: a key that is written beside the rest is found', () => {
    expect(files().length).toBeGreaterThan(60);
    writeFileSync(at('planted.txt'), `# ${keyLine(main)}`);
    expect(Object.keys(found())).toEqual(['planted.txt']);
    rmSync(at('planted.txt'));
  });
});
