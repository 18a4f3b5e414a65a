import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isRunning, processMark } from '../../src/core/node/process-mark.ts';
import { createRelease, readCurrent } from '../../src/write/node/index.ts';
import { bundle, run, start, type Script } from '../child.ts';
import type { Outcome, Task } from './commit-child.ts';
import { hookedFileSystem, unflushed } from './hooked-file-system.ts';
import { releaseOnce, whatCurrentSays, whatReleaseSays } from './release-once.ts';
import { FAULTS, leaveLeftovers, SCENARIOS, type FaultCase, type ScenarioName } from './scenarios.ts';

let script: Script;
let root: string;
let folders = 0;

beforeAll(async () => {
  script = await bundle('stream/commit-child.ts');
  root = await mkdtemp(join(tmpdir(), 'a423-commit-'));
});
afterAll(async () => {
  await script.remove();
  await rm(root, { recursive: true, force: true });
});

const newFolder = (): string => join(root, `out-${folders++}`);
const task = (value: Task): Task => value;

/** Counts the operations of a scenario, and those before its commit begins. */
async function operationsOf(name: ScenarioName): Promise<{ readonly all: number; readonly untilCommit: number }> {
  const out = newFolder();
  let all = 0;
  let untilCommit = 0;
  await SCENARIOS[name].prepare(out);
  await SCENARIOS[name].act(out, hookedFileSystem(() => all++), () => (untilCommit = all));
  return { all, untilCommit };
}

/** Starts the next release and checks that nothing but whole releases is left; gives the names of the releases. */
async function cleanedAtNextStart(out: string): Promise<string[]> {
  const release = await createRelease(out, unflushed);
  const names = await readdir(out);
  expect(names.filter((name) => name.startsWith('.tmp-')), out).toHaveLength(1);
  await release.abort();
  const left = await readdir(out);
  expect(left.filter((name) => name !== 'current.json' && !/^r-[0-9a-f]{16}$/.test(name)), out).toEqual([]);
  const releases = left.filter((name) => name.startsWith('r-'));
  for (const id of releases) {
    expect(await readdir(join(out, id)), out).not.toContain('.pending');
    await whatReleaseSays(out, id);
  }
  return releases;
}

describe('a release', () => {
  test('is current only after its commit, whole, readable by its owner only, and replaces the one before', async () => {
    const out = newFolder();
    expect(await readCurrent(out)).toBeNull();
    const first = await releaseOnce(out, 'one');
    const release = await createRelease(out);
    const written = await release.writeText('table.csv', 'é');
    expect(written).toEqual({ name: 'table.csv', bytes: 2, sha256: '4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c' });
    expect(await readFile(release.path('table.csv'), 'utf8')).toBe('é');
    expect((await readCurrent(out))?.id).toBe(first);
    const [aside] = (await readdir(out)).filter((name) => name.startsWith('.tmp-'));
    expect((await stat(join(out, aside!))).mode & 0o777).toBe(0o700);
    expect((await stat(release.path('table.csv'))).mode & 0o777).toBe(0o600);
    const committed = await release.commit();
    expect(await readCurrent(out)).toEqual(committed);
    expect(committed).toMatchObject({ directory: join(out, committed.id), files: [written] });
    expect((await readdir(out)).sort()).toEqual(['current.json', committed.id, first].sort());
    expect((await readdir(committed.directory)).sort()).toEqual(['release.json', 'table.csv']);
    await release.abort();
    expect(await readCurrent(out)).toEqual(committed);
  });

  test('has a name that only its files decide, their order and the record of the run apart', async () => {
    const idOf = async (...files: readonly (readonly [string, string])[]): Promise<string> => {
      const release = await createRelease(newFolder());
      for (const [name, text] of files) await release.writeText(name, text);
      return (await release.commit()).id;
    };
    const id = await idOf(['a', 'x'], ['b', 'y'], ['run.json', '1']);
    expect(await idOf(['run.json', '2'], ['b', 'y'], ['a', 'x'])).toBe(id);
    expect(await idOf(['b', 'y'], ['a', 'x'])).toBe(id);
    expect(await idOf(['a', 'y'], ['b', 'x'])).not.toBe(id);
    expect(await idOf(['a', 'x'], ['b', 'y'], ['c', ''])).not.toBe(id);
  });

  test('made again becomes current again, with the files that were there', async () => {
    const out = newFolder();
    const id = await releaseOnce(out, 'one');
    const first = (await readCurrent(out))!;
    await releaseOnce(out, 'two');
    const release = await createRelease(out);
    for (const { name } of first.files) await release.writeText(name, name === 'run.json' ? 'another run' : await readFile(join(out, id, name), 'utf8'));
    expect(await release.commit()).toEqual(first);
    expect(await readCurrent(out)).toEqual(first);
    expect(await whatCurrentSays(out)).toBe('one');
  });

  test('made again is refused when what was there is no longer what it was', async () => {
    for (const damage of [(path: string) => writeFile(join(path, 'table.csv'), 'one end\none\n'), (path: string) => truncate(join(path, 'table.csv'), 3), (path: string) => rm(join(path, 'report.json'))]) {
      const out = newFolder();
      const id = await releaseOnce(out, 'one');
      await releaseOnce(out, 'two');
      await damage(join(out, id));
      await expect(releaseOnce(out, 'one')).rejects.toMatchObject({ name: 'DataError', code: 'DATA_WRITE' });
      expect(await whatCurrentSays(out)).toBe('two');
      expect((await readdir(out)).filter((name) => name.startsWith('.tmp-'))).toEqual([]);
    }
  });

  test('is refused while a file is unfinished or failed, and what the source threw comes out unchanged', async () => {
    const out = newFolder();
    await releaseOnce(out, 'old');
    const release = await createRelease(out);
    const thrown = new RangeError('midway');
    let isClosed = false;
    const source = async function* (): AsyncGenerator<Uint8Array> {
      try {
        yield await Promise.resolve(Uint8Array.of(1));
        throw thrown;
      } finally {
        isClosed = true;
      }
    };
    await expect(release.writeBytes('table.csv', source())).rejects.toBe(thrown);
    expect(isClosed).toBe(true);
    await release.writeText('report.json', '{}');
    await expect(release.commit()).rejects.toMatchObject({ code: 'DATA_WRITE' });
    await expect(release.writeText('table.csv', 'again')).rejects.toThrow(RangeError);
    await release.abort();
    expect(await whatCurrentSays(out)).toBe('old');
    expect(await cleanedAtNextStart(out)).toHaveLength(1);
  });

  test('closes its source when the disk refuses', async () => {
    for (const operation of ['write', 'sync', 'close']) {
      let isClosed = false;
      const source = async function* (): AsyncGenerator<Uint8Array> {
        try {
          for (;;) yield await Promise.resolve(new Uint8Array(10));
        } finally {
          isClosed = true;
        }
      };
      const fails = (name: string): void => { if (name === operation) throw Object.assign(new Error('no'), { code: 'ENOSPC' }); };
      const release = await createRelease(newFolder(), hookedFileSystem(fails));
      const pieces = operation === 'write' ? source() : (async function* () { yield* []; })();
      await expect(release.writeBytes('table.csv', pieces)).rejects.toMatchObject({ name: 'DataError', code: 'DATA_WRITE', message: 'table.csv: cannot be written (ENOSPC) [DATA_WRITE]' });
      expect(isClosed).toBe(operation === 'write');
    }
  });

  test('takes plain file names only, each once', async () => {
    const release = await createRelease(newFolder());
    for (const name of ['', '..', '.pending', '../x', 'a/b', 'a\\b', 'release.json', 'é', 'a\n']) await expect(release.writeText(name, ''), name).rejects.toThrow(RangeError);
    await release.writeText('a', '');
    await expect(release.writeText('a', '')).rejects.toThrow(RangeError);
    await release.abort();
  });
});

describe('the current release', () => {
  test('is refused when pointer, manifest or a file is not as it was written', async () => {
    const damages: Record<string, (out: string, id: string) => Promise<unknown>> = {
      'a pointer that is no JSON': (out) => writeFile(join(out, 'current.json'), '{"release":'),
      'a pointer to null': (out) => writeFile(join(out, 'current.json'), 'null'),
      'a pointer out of the folder': (out) => writeFile(join(out, 'current.json'), '{"release":"../r-0123456789abcdef"}'),
      'a pointer to nothing': (out) => writeFile(join(out, 'current.json'), '{"release":"r-0123456789abcdef"}'),
      'no manifest': (out, id) => rm(join(out, id, 'release.json')),
      'a manifest of null': (out, id) => writeFile(join(out, id, 'release.json'), 'null'),
      'a manifest out of the folder': async (out, id) => writeFile(join(out, id, 'release.json'), (await readFile(join(out, id, 'release.json'), 'utf8')).replace('table.csv', '../../x')),
      'the manifest of another': async (out, id) => writeFile(join(out, id, 'release.json'), (await readFile(join(out, id, 'release.json'), 'utf8')).replace(id, 'r-0123456789abcdef')),
      'a missing file': (out, id) => rm(join(out, id, 'table.csv')),
      'a file cut short': (out, id) => truncate(join(out, id, 'table.csv'), 1),
    };
    for (const [what, damage] of Object.entries(damages)) {
      const out = newFolder();
      await damage(out, await releaseOnce(out, 'one'));
      await expect(readCurrent(out), what).rejects.toMatchObject({ name: 'DataError', code: 'DATA_FORMAT' });
    }
  });

  test('that the disk does not give is an error without the system’s words', async () => {
    const out = newFolder();
    await mkdir(join(out, 'current.json'), { recursive: true });
    await expect(readCurrent(out)).rejects.toMatchObject({ name: 'DataError', code: 'DATA_FILE_UNREADABLE', message: `${out}: cannot be read (EISDIR) [DATA_FILE_UNREADABLE]` });
  });
});

describe('leftovers', () => {
  test('of dead processes are removed when the next release starts; what is current, older or at work stays', async () => {
    const out = newFolder();
    const older = await releaseOnce(out, 'older');
    const current = await releaseOnce(out, 'old');
    await leaveLeftovers(out);
    const alive = await createRelease(out);
    await alive.writeText('table.csv', 'at work');
    const other = join(out, 'r-00000000cafecafe');
    await mkdir(other);
    await writeFile(join(other, '.pending'), await processMark());
    const next = await createRelease(out);
    await next.abort();
    expect((await readdir(out)).filter((name) => !name.startsWith('.tmp-')).sort()).toEqual(['current.json', older, current, 'r-00000000cafecafe'].sort());
    expect(await readdir(join(out, current))).not.toContain('.pending');
    expect(await readFile(alive.path('table.csv'), 'utf8')).toBe('at work');
    await alive.abort();
  });

  test('belong to a process that is gone even when its number is in use again', async () => {
    const mark = await processMark();
    expect(await isRunning(mark)).toBe(true);
    for (const text of ['', '0-0', '-1', `${process.pid}`, 'x', '999999999-1', '99999999999999999999-1']) expect(await isRunning(text), text).toBe(false);
    if (process.platform === 'linux') {
      expect(await isRunning(`${process.pid}-1`)).toBe(false);
      const out = newFolder();
      await mkdir(join(out, `.tmp-${process.pid}-1-0123456789abcdef`), { recursive: true });
      await (await createRelease(out)).abort();
      expect(await readdir(out)).toEqual([]);
    }
  });

  test('stay when the pointer cannot be read: what it names might be among them', async () => {
    const out = newFolder();
    const id = await releaseOnce(out, 'old');
    await leaveLeftovers(out);
    await writeFile(join(out, 'current.json'), '{');
    await expect(createRelease(out)).rejects.toMatchObject({ code: 'DATA_FORMAT' });
    await writeFile(join(out, 'current.json'), JSON.stringify({ release: id }));
    expect(await whatCurrentSays(out)).toBe('old');
    expect(await cleanedAtNextStart(out)).toEqual([id]);
  });
});

describe('a fault at any operation', () => {
  test.each(Object.keys(SCENARIOS) as ScenarioName[])('of a release (%s) leaves the old release current or the complete new one, and nothing else after the next start', async (scenario) => {
    const { before, after, releases } = SCENARIOS[scenario];
    const { all } = await operationsOf(scenario);
    const cases: FaultCase[] = FAULTS.flatMap((fault) => Array.from({ length: all }, (_, at) => ({ scenario, fault, at })));
    const outcomes = await run<Outcome>(script, task({ kind: 'faults', root: newFolder(), cases }));
    expect(outcomes).toHaveLength(3 * all);
    for (const { folder, fault, at, operation, ended, message } of outcomes) {
      const what = `${scenario}, ${fault} ${operation} ${at}: ${ended}`;
      const says = await whatCurrentSays(folder);
      expect([before, after], what).toContain(says);
      expect((await readCurrent(folder)) === null, what).toBe(says === null);
      if (ended === 'committed') expect(says, what).toBe(after);
      // The mark may stay, and a rename onto a release of the same files fails anyway; the next start sees to it.
      if (ended === 'committed' && fault === 'before') expect(['remove', 'rename'], what).toContain(operation);
      if (ended !== 'committed') expect(ended, what).toBe('DataError DATA_WRITE');
      expect(message, what).not.toMatch(/CANARY|296017/);
      expect(await cleanedAtNextStart(folder), what).toHaveLength(releases[says === before ? 0 : 1]);
      expect(await whatCurrentSays(folder), what).toBe(says);
      // Whatever happened, the release can be made now.
      if (fault === 'forever') {
        await releaseOnce(folder, 'new', unflushed);
        expect(await whatCurrentSays(folder), what).toBe('new');
      }
    }
    expect(new Set(outcomes.map(({ operation }) => operation)).size).toBeGreaterThanOrEqual(5);
  });

  test('before the pointer is replaced leaves nothing even while the process lives on, and the next release works', async () => {
    const out = newFolder();
    const old = await releaseOnce(out, 'old');
    let renames = 0;
    const noPointer = hookedFileSystem((operation) => {
      if (operation === 'rename' && ++renames === 2) throw Object.assign(new Error('no'), { code: 'EIO' });
    });
    await expect(releaseOnce(out, 'new', noPointer)).rejects.toMatchObject({ code: 'DATA_WRITE' });
    expect((await readdir(out)).sort()).toEqual(['current.json', old].sort());
    expect(await whatCurrentSays(out)).toBe('old');
    await releaseOnce(out, 'new');
    expect(await whatCurrentSays(out)).toBe('new');
  });
});

describe('a kill', () => {
  let kills = 0;
  const killed = async (out: string, says: string, before: number): Promise<void> => {
    const { signal } = await start(script, task({ kind: 'die', out, says, before })).ended;
    expect(signal).toBe('SIGKILL');
    kills++;
  };

  test.each(['first', 'second', 'identical'] as const)('at the operations of a commit (%s) leaves the old release or the complete new one', async (scenario) => {
    const { before, after, releases, prepare } = SCENARIOS[scenario];
    const { all, untilCommit } = await operationsOf(scenario);
    const prepared = newFolder();
    await prepare(prepared);
    const seen = new Set<string | null>();
    const step = scenario === 'first' ? 4 : 1;
    for (let at = all - 1; at >= untilCommit; at -= step) {
      const out = newFolder();
      if (before !== null) await cp(prepared, out, { recursive: true });
      await killed(out, 'new', at);
      const says = await whatCurrentSays(out);
      seen.add(says);
      expect([before, after], `${scenario} ${at}`).toContain(says);
      expect(await cleanedAtNextStart(out)).toHaveLength(releases[says === before ? 0 : 1]);
      expect(await whatCurrentSays(out)).toBe(says);
    }
    // The kills fell on both sides of the moment.
    expect(seen).toEqual(new Set([before, after]));
  });

  test('at any time leaves the last release that was told, or the next one complete', async () => {
    const inCommits = kills;
    expect(inCommits).toBeGreaterThanOrEqual(40);
    const out = newFolder();
    await releaseOnce(out, 'release 0');
    let number = 0;
    for (let round = 0; round < 12; round++) {
      const says = Array.from({ length: 300 }, (_, index) => `release ${number + index + 1}`);
      const { child, ended } = start(script, task({ kind: 'loop', out, says }));
      await once(child.stdout!, 'data');
      await new Promise((resolve) => { setTimeout(resolve, (round * 37) % 101); });
      child.kill('SIGKILL');
      const { signal, out: text } = await ended;
      expect(signal).toBe('SIGKILL');
      kills++;
      const told = number + text.trim().split('\n').slice(1).length;
      const current = await whatCurrentSays(out);
      expect([`release ${told}`, `release ${told + 1}`]).toContain(current);
      await cleanedAtNextStart(out);
      number = Number(current!.split(' ')[1]);
    }
    expect(number).toBeGreaterThan(0);
    expect(kills).toBeGreaterThanOrEqual(50);
  });
});

describe('two processes that release into one folder at once', () => {
  test('do not harm each other, whether their releases differ or are the same', async () => {
    const out = newFolder();
    await releaseOnce(out, 'old');
    await leaveLeftovers(out);
    const both = ['one', 'two'].map((name) => Array.from({ length: 40 }, (_, index) => (index % 3 === 0 ? `both ${index % 2}` : `${name} ${index % 5}`)));
    const told = await Promise.all(both.map((says) => run<string>(script, task({ kind: 'loop', out, says }))));
    expect(told.map((lines) => lines.slice(1))).toEqual(both);
    expect([both[0]!.at(-1), both[1]!.at(-1)]).toContain(await whatCurrentSays(out));
    expect((await cleanedAtNextStart(out)).length).toBe(new Set(['old', ...both.flat()]).size);
  });

  test('do not harm each other when one of them is killed', async () => {
    const out = newFolder();
    await releaseOnce(out, 'old');
    const says = Array.from({ length: 60 }, (_, index) => `both ${index % 4}`);
    const victim = start(script, task({ kind: 'loop', out, says: Array.from({ length: 20 }, () => says).flat() }));
    const other = run<string>(script, task({ kind: 'loop', out, says }));
    await new Promise((resolve) => { setTimeout(resolve, 150); });
    victim.child.kill('SIGKILL');
    expect((await victim.ended).signal).toBe('SIGKILL');
    expect((await other).slice(1)).toEqual(says);
    expect(await whatCurrentSays(out)).toBe(says.at(-1));
    await cleanedAtNextStart(out);
  });
});
