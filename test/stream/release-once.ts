// One release as a run makes it, and what must be true of a folder of releases at any time.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRelease, type FileSystem } from '../../src/write/node/index.ts';

/** Makes a release of three files; what it says is in all of them. `atCommit` is called when all is written. */
export async function releaseOnce(out: string, says: string, files?: FileSystem, atCommit: () => void = () => undefined): Promise<string> {
  const release = await createRelease(out, files);
  try {
    await release.writeBytes('table.csv', pieces([says, ' and\n', says, '\n']));
    await release.writeText('report.json', JSON.stringify({ says }));
    // Differs at each run and does not name the release.
    await release.writeText('run.json', JSON.stringify({ at: `${process.pid} ${process.hrtime.bigint()}` }));
    atCommit();
    return (await release.commit()).id;
  } catch (error) {
    await release.abort().catch(() => undefined);
    throw error;
  }
}

async function* pieces(texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield await Promise.resolve(new TextEncoder().encode(text));
}

interface Manifest {
  readonly release: string;
  readonly files: readonly { readonly name: string; readonly sha256: string; readonly bytes: number }[];
}

/** Reads the current release with nothing but the file format, checks every hash, and gives what it says; `null` when there is none. */
export async function whatCurrentSays(out: string): Promise<string | null> {
  const pointer = await readFile(join(out, 'current.json'), 'utf8').catch(() => null);
  if (pointer === null) return null;
  const { release } = JSON.parse(pointer) as { release: string };
  return whatReleaseSays(out, release);
}

/** The same for a release by its name. */
export async function whatReleaseSays(out: string, id: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(out, id, 'release.json'), 'utf8')) as Manifest;
  if (manifest.release !== id) throw new Error(`${id} holds the manifest of another release`);
  for (const { name, sha256, bytes } of manifest.files) {
    const content = await readFile(join(out, id, name));
    if (content.length !== bytes || createHash('sha256').update(content).digest('hex') !== sha256) throw new Error(`${name} is not what the manifest says`);
  }
  if (manifest.files.map(({ name }) => name).join() !== 'report.json,run.json,table.csv') throw new Error('a file is missing');
  const { says } = JSON.parse(await readFile(join(out, id, 'report.json'), 'utf8')) as { says: string };
  if ((await readFile(join(out, id, 'table.csv'), 'utf8')) !== `${says} and\n${says}\n`) throw new Error('the files belong to different releases');
  return says;
}
