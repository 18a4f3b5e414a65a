import { createCipheriv, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from './errors.ts';
import type { SpillStore } from './fold.ts';
import { isRunning, processMark } from './node/process-mark.ts';

/** A spill store on a disk, to be closed when the work is done. */
export interface DiskSpillStore extends SpillStore {
  /** Removes every stream and forgets the key; afterwards the store refuses. */
  close(): Promise<void>;
}

interface Stream {
  readonly path: string;
  readonly file: Promise<FileHandle>;
  /** First half of the counter blocks: another one for each stream of the store. */
  readonly nonce: bigint;
  /** Bytes so far, after every append that was asked for; rejects for ever when one of them failed. */
  end: Promise<number>;
}

const LEFTOVER = /^\.tmp-spill-(\d+-\d+)-[0-9a-f]{16}$/;
const PIECE_BYTES = 1 << 20;
const BLOCK_BYTES = 16;

/**
 * Makes a place on a disk for state that does not fit memory.
 *
 * Streams are encrypted with AES-256-CTR under a random key that lives in memory only, each stream with its own nonce:
 * what a crash leaves behind is noise. The folder is made when first needed (mode 0700); those of dead processes are
 * removed. Appends to a stream are written one after the other, in the order they were asked for; a stream that could
 * not be written stays unreadable.
 *
 * @param directory - where to put the folder `.tmp-spill-…`; the file system of the outputs is a good choice.
 * @returns the store; the caller closes it.
 * @throws {DataError} `DATA_WRITE` when the disk refuses, here and from its methods.
 * @remarks Holds 1 MiB a reading or append. CTR hides content but does not notice changes: whoever can write to the disk
 *   while the process runs is outside its protection.
 */
export async function spillStore(directory: string): Promise<DiskSpillStore> {
  const secret = randomBytes(32);
  const mark = await processMark();
  const folder = join(directory, folderName(mark));
  const streams = new Map<string, Stream>();
  let made: Promise<unknown> | null = null;
  let count = 0n;
  let isClosed = false;
  await orWriteError(() => removeLeftovers(directory, mark));

  const openStream = (name: string): Stream => {
    const nonce = count++;
    const path = join(folder, String(nonce));
    const file = (made ??= mkdir(folder, { recursive: true, mode: 0o700 })).then(() => open(path, 'wx+', 0o600));
    const stream = { path, file, nonce, end: file.then(() => 0) };
    streams.set(name, stream);
    return stream;
  };
  const checkOpen = (): void => {
    if (isClosed) throw new DataError('DATA_WRITE', 'the spill store is closed');
  };
  return {
    append: (name, bytes) =>
      orWriteError(async () => {
        checkOpen();
        const stream = streams.get(name) ?? openStream(name);
        stream.end = stream.end.then((at) => write(stream, secret, at, bytes));
        await stream.end;
      }),
    async *read(name) {
      checkOpen();
      const stream = streams.get(name);
      if (stream === undefined) return;
      const end = await orWriteError(() => stream.end);
      for (let at = 0; at < end; ) {
        const piece = await orWriteError(() => read(stream, at, end));
        checkOpen();
        yield crypt(secret, stream, at, piece);
        at += piece.length;
      }
    },
    remove: (name) =>
      orWriteError(async () => {
        const stream = streams.get(name);
        streams.delete(name);
        if (stream !== undefined) await removeStream(stream);
      }),
    close: () =>
      orWriteError(async () => {
        isClosed = true;
        for (const stream of streams.values()) await removeStream(stream).catch(() => undefined);
        streams.clear();
        secret.fill(0);
        await rm(folder, { recursive: true, force: true });
      }),
  };
}

async function write(stream: Stream, secret: Uint8Array, start: number, bytes: Uint8Array): Promise<number> {
  const file = await stream.file;
  for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
    const sealed = crypt(secret, stream, start + from, bytes.subarray(from, from + PIECE_BYTES));
    for (let at = 0; at < sealed.length; ) at += (await file.write(sealed, at, sealed.length - at, start + from + at)).bytesWritten;
  }
  return start + bytes.length;
}

async function read(stream: Stream, at: number, end: number): Promise<Uint8Array> {
  const piece = new Uint8Array(Math.min(PIECE_BYTES, end - at));
  const { bytesRead } = await (await stream.file).read(piece, 0, piece.length, at);
  if (bytesRead === 0) throw new DataError('DATA_WRITE', 'a spill file was cut short');
  return piece.subarray(0, bytesRead);
}

async function removeStream(stream: Stream): Promise<void> {
  await stream.end.catch(() => undefined);
  await stream.file.then((file) => file.close()).catch(() => undefined);
  await rm(stream.path, { force: true });
}

/** Runs the key stream from byte `at` of a stream, which is its own inverse: a counter block is nonce and block number. */
function crypt(secret: Uint8Array, stream: Stream, at: number, bytes: Uint8Array): Uint8Array {
  const counter = new Uint8Array(BLOCK_BYTES);
  const view = new DataView(counter.buffer);
  view.setBigUint64(0, stream.nonce);
  view.setBigUint64(8, BigInt(Math.floor(at / BLOCK_BYTES)));
  const cipher = createCipheriv('aes-256-ctr', secret, counter);
  cipher.update(new Uint8Array(at % BLOCK_BYTES));
  return cipher.update(bytes);
}

function folderName(mark: string): string {
  return `.tmp-spill-${mark}-${randomBytes(8).toString('hex')}`;
}

/** Removes the folders of dead processes, each renamed first so that of several processes one removes it. */
async function removeLeftovers(directory: string, mark: string): Promise<void> {
  for (const name of await readdir(directory).catch(() => [])) {
    const owner = LEFTOVER.exec(name)?.[1];
    if (owner === undefined || (await isRunning(owner))) continue;
    const own = join(directory, folderName(mark));
    const isOurs = await rename(join(directory, name), own).then(() => true, isAbsent);
    if (isOurs) await rm(own, { recursive: true, force: true });
  }
}

function isAbsent(error: unknown): false {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
  throw error;
}

async function orWriteError<Value>(work: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DataError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    throw new DataError('DATA_WRITE', `the spill store cannot be used${typeof code === 'string' ? ` (${code})` : ''}`);
  }
}
