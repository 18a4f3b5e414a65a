import { openAsBlob } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import process from 'node:process';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { ByteSource } from '../core/bytes.ts';
import { DataError } from '../core/errors.ts';
import type { InflatingBlobSource } from './inflate.ts';
import { globMatcher } from './kernel/glob.ts';
import { machineInflate } from './node/inflate.ts';

const PIECE_BYTES = 1 << 18;

/**
 * Makes a byte source of a file. A file that begins as gzip does is unpacked while it is read, whatever its name.
 *
 * @param path - path of the file.
 * @returns a source that opens the file afresh each time, named by the file's base name.
 * @remarks Opening throws `DATA_FILE_MISSING` or `DATA_FILE_UNREADABLE`; a damaged gzip file throws `DATA_TRUNCATED` or
 *   `DATA_FORMAT`. Holds two pieces of 256 KiB; the file is closed at the end, after an error and after an early break.
 */
export function fileBytes(path: string): ByteSource {
  return {
    name: basename(path),
    open: (signal) => unpacked(filePieces(path, signal), path),
  };
}

/**
 * Makes a source of a file whose parts are read in any order, for Arrow files and Parquet.
 *
 * @param path - path of the file.
 * @returns a source that opens the file when asked for its blob.
 * @remarks `blob()` throws `DATA_FILE_MISSING`, `DATA_FILE_UNREADABLE` or `DATA_FILE_EMPTY`.
 */
export function fileBlob(path: string): InflatingBlobSource {
  return {
    name: basename(path),
    inflate: machineInflate,
    async blob() {
      const size = await sizeOf(path);
      if (size === 0) throw new DataError('DATA_FILE_EMPTY', 'the file is empty', { path });
      try {
        return await openAsBlob(path);
      } catch (error) {
        throw unreadable(error, path);
      }
    },
  };
}

/**
 * Makes a byte source of standard input, unpacked when it begins as gzip does.
 *
 * @param input - the stream to read; standard input unless given.
 * @returns a source that can be opened once.
 * @throws {DataError} `DATA_READ_TWICE` at the second opening.
 */
export function stdinBytes(input: AsyncIterable<Uint8Array> = process.stdin): ByteSource {
  let wasOpened = false;
  return {
    name: 'stdin',
    open(signal) {
      if (wasOpened) throw new DataError('DATA_READ_TWICE', 'standard input can be read only once, and this needs a second pass; save it to a file first', { source: 'stdin' });
      wasOpened = true;
      return unpacked(streamPieces(input, signal), 'stdin');
    },
  };
}

/**
 * Finds the files that paths and patterns name, such as the monthly parts `stays-2024-*.csv.gz` of one input.
 *
 * @param patterns - paths, in which `*` and `?` stand for characters of one name, `[…]` for one of them, and `**` for
 *   folders at any depth. A pattern that is the name of a file is that file. Hidden files match only a pattern that
 *   begins with a dot.
 * @returns the paths, those of one pattern sorted by name, the patterns in their order, each file once.
 * @throws {DataError} `DATA_FILE_MISSING` when a pattern names no file.
 */
export async function findFiles(patterns: string | readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const pattern of typeof patterns === 'string' ? [patterns] : patterns) {
    const paths = (await isFile(pattern)) ? [pattern] : /[*?[]/.test(pattern) ? await expand(pattern) : [];
    if (paths.length === 0) throw new DataError('DATA_FILE_MISSING', 'no such file', { path: pattern });
    for (const path of paths) found.add(path);
  }
  return [...found];
}

async function* filePieces(path: string, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array, void, undefined> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw unreadable(error, path);
  });
  try {
    for (;;) {
      signal?.throwIfAborted();
      const piece = new Uint8Array(PIECE_BYTES);
      const { bytesRead } = await handle.read(piece, 0, PIECE_BYTES).catch((error: unknown) => {
        throw unreadable(error, path);
      });
      if (bytesRead === 0) return;
      yield bytesRead === PIECE_BYTES ? piece : piece.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

async function* streamPieces(input: AsyncIterable<Uint8Array>, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array, void, undefined> {
  const pieces = input[Symbol.asyncIterator]();
  try {
    for (;;) {
      signal?.throwIfAborted();
      const next = await pieces.next().catch((error: unknown) => {
        throw unreadable(error, 'stdin');
      });
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await pieces.return?.();
  }
}

// Unpacks a stream that begins as gzip does, and passes on any other.
async function* unpacked(pieces: AsyncGenerator<Uint8Array, void, undefined>, path: string): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    const start = await firstBytes(pieces);
    if (start.length < 2 || start[0] !== 0x1f || start[1] !== 0x8b) {
      if (start.length > 0) yield start;
      yield* pieces;
    } else yield* gunzipped(start, pieces, path);
  } finally {
    await pieces.return();
  }
}

// Gives the first piece, joined with the next while it has a single byte, since a signature takes two.
async function firstBytes(pieces: AsyncGenerator<Uint8Array, void, undefined>): Promise<Uint8Array> {
  let held = new Uint8Array(0);
  while (held.length < 2) {
    const next = await pieces.next();
    if (next.done === true) return held;
    const joined = new Uint8Array(held.length + next.value.length);
    joined.set(held);
    joined.set(next.value, held.length);
    held = joined;
  }
  return held;
}

async function* gunzipped(start: Uint8Array, pieces: AsyncGenerator<Uint8Array, void, undefined>, path: string): AsyncGenerator<Uint8Array, void, undefined> {
  const packed = Readable.from((async function* () {
    yield start;
    yield* pieces;
  })(), { objectMode: false });
  const gunzip = createGunzip({ chunkSize: PIECE_BYTES });
  packed.on('error', (error) => gunzip.destroy(error));
  packed.pipe(gunzip);
  const unpackedPieces = (gunzip as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await unpackedPieces.next().catch((error: unknown) => {
        // Anything but a fault of zlib came from the pieces, and has its words already.
        throw codeOf(error).startsWith('Z_') ? damaged(error, path) : error;
      });
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    packed.destroy();
    gunzip.destroy();
  }
}

async function expand(pattern: string): Promise<string[]> {
  const isAbsolute = pattern.startsWith('/');
  let folders = [isAbsolute ? '/' : ''];
  const segments = pattern.split('/').filter((segment) => segment !== '' && segment !== '.');
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    const next = new Set<string>();
    for (const folder of folders) for (const path of await step(folder, segment, isLast)) next.add(path);
    folders = [...next];
  }
  return folders.sort();
}

// Follows one segment of a pattern from a folder.
async function step(folder: string, segment: string, isLast: boolean): Promise<string[]> {
  if (!/[*?[]/.test(segment)) {
    const path = folder + segment;
    if (isLast) return (await isFile(path)) ? [path] : [];
    return [`${path}/`];
  }
  const entries = await readdir(folder === '' ? '.' : folder, { withFileTypes: true }).catch(() => []);
  if (segment === '**') {
    const below = await Promise.all(entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map((entry) => step(`${folder}${entry.name}/`, '**', isLast)));
    const here = isLast ? entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map((entry) => folder + entry.name) : [folder];
    return [...here, ...below.flat()];
  }
  const matches = globMatcher(segment);
  const paths: string[] = [];
  for (const { name } of entries) {
    if (!matches(name)) continue;
    if (!isLast) paths.push(`${folder}${name}/`);
    else if (await isFile(folder + name)) paths.push(folder + name);
  }
  return paths;
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then((found) => !found.isDirectory(), () => false);
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(error, path);
  });
  if (found.isDirectory()) throw unreadable({ code: 'EISDIR' }, path);
  return found.size;
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

// Words a fault of the file system without its own text, and without it as a cause.
function unreadable(error: unknown, path: string): DataError {
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return new DataError('DATA_FILE_MISSING', 'no such file', { path });
  if (code === 'EISDIR') return new DataError('DATA_FILE_UNREADABLE', 'a folder, where a file is expected', { path });
  if (code === 'EACCES' || code === 'EPERM') return new DataError('DATA_FILE_UNREADABLE', 'the file may not be read by this user', { path });
  return new DataError('DATA_FILE_UNREADABLE', 'the file cannot be read', { path });
}

function damaged(error: unknown, path: string): DataError {
  return codeOf(error) === 'Z_BUF_ERROR'
    ? new DataError('DATA_TRUNCATED', 'the gzip file ends too early', { path })
    : new DataError('DATA_FORMAT', 'the gzip file is damaged', { path });
}
