import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { DataError } from './errors.ts';
import type { SpillStore } from './fold.ts';

/** A spill store on a disk, to be closed when the work is done. */
export interface DiskSpillStore extends SpillStore {
  /** Removes every stream and forgets the key. */
  close(): Promise<void>;
}

interface Stream {
  readonly handle: FileHandle;
  readonly path: string;
  readonly nonce: Uint8Array;
  bytes: number;
}

const LEFTOVER = /^\.tmp-spill-(\d+)-[0-9a-f]{16}$/;
const PIECE_BYTES = 1 << 20;
const BLOCK_BYTES = 16;

/**
 * Makes a place on a disk for state that does not fit memory.
 *
 * Streams are encrypted with AES-256-CTR under a random key that lives in memory only, each stream with its own nonce:
 * what a crash leaves behind is noise. The folder is made when first needed (mode 0700); those of dead processes are
 * removed.
 *
 * @param directory - where to put the folder `.tmp-spill-…`; the file system of the outputs is a good choice.
 * @returns the store; the caller closes it.
 * @throws {DataError} `DATA_WRITE` from its methods when the disk refuses.
 * @remarks CTR hides content but does not notice changes: whoever can write to the disk while the process runs is
 *   outside its protection.
 */
export async function spillStore(directory: string): Promise<DiskSpillStore> {
  const secret = randomBytes(32);
  const folder = join(directory, `.tmp-spill-${process.pid}-${randomBytes(8).toString('hex')}`);
  const streams = new Map<string, Stream>();
  let made = false;
  await removeLeftovers(directory);
  const openStream = async (name: string): Promise<Stream> => {
    if (!made) await mkdir(folder, { recursive: true, mode: 0o700 });
    made = true;
    const path = join(folder, `${streams.size}-${randomBytes(4).toString('hex')}`);
    const stream = { handle: await open(path, 'wx+', 0o600), path, nonce: randomBytes(8), bytes: 0 };
    streams.set(name, stream);
    return stream;
  };
  return {
    append: (name, bytes) =>
      orWriteError(async () => {
        const stream = streams.get(name) ?? (await openStream(name));
        const sealed = crypt(createCipheriv, secret, stream, stream.bytes, bytes);
        for (let at = 0; at < sealed.length; ) at += (await stream.handle.write(sealed, at, sealed.length - at, stream.bytes + at)).bytesWritten;
        stream.bytes += sealed.length;
      }),
    async *read(name) {
      const stream = streams.get(name);
      for (let at = 0; stream !== undefined && at < stream.bytes; ) {
        const piece = new Uint8Array(Math.min(PIECE_BYTES, stream.bytes - at));
        const { bytesRead } = await orWriteError(() => stream.handle.read(piece, 0, piece.length, at));
        if (bytesRead === 0) throw new DataError('DATA_WRITE', 'a spill file was cut short');
        yield crypt(createDecipheriv, secret, stream, at, piece.subarray(0, bytesRead));
        at += bytesRead;
      }
    },
    async remove(name) {
      const stream = streams.get(name);
      if (stream === undefined) return;
      streams.delete(name);
      await stream.handle.close();
      await rm(stream.path, { force: true });
    },
    async close() {
      for (const stream of streams.values()) await stream.handle.close().catch(() => undefined);
      streams.clear();
      secret.fill(0);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Runs the key stream from byte `at` of a stream: the counter block is the nonce and the block number. */
function crypt(make: typeof createCipheriv | typeof createDecipheriv, secret: Uint8Array, stream: Stream, at: number, bytes: Uint8Array): Uint8Array {
  const counter = new Uint8Array(BLOCK_BYTES);
  counter.set(stream.nonce);
  new DataView(counter.buffer).setBigUint64(8, BigInt(Math.floor(at / BLOCK_BYTES)));
  const cipher = make('aes-256-ctr', secret, counter);
  const skip = at % BLOCK_BYTES;
  if (skip > 0) cipher.update(new Uint8Array(skip));
  return cipher.update(bytes);
}

async function removeLeftovers(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names) {
    const owner = Number(LEFTOVER.exec(name)?.[1] ?? process.pid);
    if (owner !== process.pid && !isAlive(owner)) await rm(join(directory, name), { recursive: true, force: true });
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function orWriteError<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DataError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    throw new DataError('DATA_WRITE', `the spill store cannot be used${typeof code === 'string' ? ` (${code})` : ''}`);
  }
}
