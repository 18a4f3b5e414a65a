// The situations in which a release is tried.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRelease, type FileSystem } from '../../src/write/node/index.ts';
import { unflushed } from './hooked-file-system.ts';
import { releaseOnce } from './release-once.ts';

/** One operation fails before it happens, or after; or nothing works any more from there on. */
export const FAULTS = ['before', 'after', 'forever'] as const;
export type Fault = (typeof FAULTS)[number];

export type ScenarioName = 'first' | 'second' | 'identical' | 'abandoned' | 'afterCrash';

/** A scenario with its fault at one operation. */
export interface FaultCase {
  readonly scenario: ScenarioName;
  readonly fault: Fault;
  readonly at: number;
}

interface Scenario {
  /** What the folder says before and after; `null` for nothing. */
  readonly before: string | null;
  readonly after: string | null;
  /** Releases in the folder when it says the one and the other. */
  readonly releases: readonly [before: number, after: number];
  prepare(out: string): Promise<unknown>;
  act(out: string, files: FileSystem, atCommit?: () => void): Promise<unknown>;
}

/** A process that never was. */
const DEAD = '999999999-1';

export const SCENARIOS: Readonly<Record<ScenarioName, Scenario>> = {
  first: { before: null, after: 'new', releases: [0, 1], prepare: () => Promise.resolve(), act: (out, files, atCommit) => releaseOnce(out, 'new', files, atCommit) },
  second: { before: 'old', after: 'new', releases: [1, 2], prepare: (out) => releaseOnce(out, 'old', unflushed), act: (out, files, atCommit) => releaseOnce(out, 'new', files, atCommit) },
  identical: {
    before: 'old',
    after: 'new',
    releases: [2, 2],
    prepare: (out) => releaseOnce(out, 'new', unflushed).then(() => releaseOnce(out, 'old', unflushed)),
    act: (out, files, atCommit) => releaseOnce(out, 'new', files, atCommit),
  },
  abandoned: {
    before: 'old',
    after: 'old',
    releases: [1, 1],
    prepare: (out) => releaseOnce(out, 'old', unflushed),
    async act(out, files) {
      const release = await createRelease(out, files);
      await release.writeText('table.csv', 'new');
      await release.abort();
    },
  },
  afterCrash: {
    before: 'old',
    after: 'new',
    releases: [1, 2],
    async prepare(out) {
      await releaseOnce(out, 'old', unflushed);
      await leaveLeftovers(out);
    },
    act: (out, files, atCommit) => releaseOnce(out, 'new', files, atCommit),
  },
};

/** Leaves what a process leaves that died while writing, before its pointer, and before its mark was removed. */
export async function leaveLeftovers(out: string): Promise<void> {
  const aside = join(out, `.tmp-${DEAD}-0123456789abcdef`);
  await mkdir(aside, { recursive: true });
  await writeFile(join(aside, 'table.csv'), 'half');
  await writeFile(join(out, `.tmp-${DEAD}-fedcba9876543210`), '{"release":');
  const renamed = join(out, 'r-00000000deadbeef');
  await mkdir(renamed);
  await writeFile(join(renamed, 'table.csv'), 'whole');
  await writeFile(join(renamed, '.pending'), DEAD);
  const current = (JSON.parse(await readFile(join(out, 'current.json'), 'utf8')) as { release: string }).release;
  await writeFile(join(out, current, '.pending'), DEAD);
}
