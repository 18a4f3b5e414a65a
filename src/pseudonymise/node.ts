import { randomFillSync } from 'node:crypto';
import { close, constants, read } from 'node:fs';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { DataError } from '../core/errors.ts';
import { formatKeyFile, parseKeyFile } from './key-file.ts';
import { RELEASE_NONCE_BYTES } from './kernel/release-nonce.ts';
import { SECRET_KEY_BYTES, secretKeyFault } from './kernel/secret-key.ts';

/** Most bytes a key file may have; its one line needs 57. */
const MAX_FILE_BYTES = 128;

/** Milliseconds between two looks at a descriptor that has nothing to read yet. */
const PAUSE_MS = 20;

/** So many letters and digits in a row may be a key, typed where its file belongs: such a name is not repeated. */
const KEY_LIKE = /[\w+-]{43}/;

/** Permissions of others than the owner. */
const ANYONE_ELSE = 0o007;
const GROUP = 0o070;

const readDescriptorInto = promisify(read);
const closeDescriptor = promisify(close);

/** What a secret's reader may be told. */
export interface ReadSecretOptions {
  /** Receives a fragment about a file that its group may read. */
  readonly onWarning?: (message: string) => void;
}

/**
 * Reads a secret key from where it is kept.
 *
 * `file:PATH` reads a key file, which must be closed to everybody but its owner (its group: a warning). `fd:N` reads
 * an open file descriptor to its end and closes it. `env:NAME` reads an environment variable and removes it, so that
 * neither child processes nor crash reports carry it; it can be read once.
 *
 * @param reference - where the key is; never the key itself.
 * @param options - receiver of warnings.
 * @returns Uint8Array(32); its owner overwrites it after use.
 * @throws {DataError} `DATA_SECRET` if the reference has another form, or nothing usable is there. No message shows
 *   anything of the key, nor of a reference in another form, which might be a key.
 * @remarks What is read is overwritten after decoding. The text of an environment variable is a string, which
 *   JavaScript cannot overwrite: prefer `file:` or `fd:`.
 */
export async function readSecret(reference: string, options: ReadSecretOptions = {}): Promise<Uint8Array> {
  const colon = reference.indexOf(':');
  const place = reference.slice(colon + 1);
  switch (colon < 0 ? '' : reference.slice(0, colon)) {
    case 'file':
      return readFile(place, options);
    case 'fd':
      return readDescriptor(place);
    case 'env':
      return readVariable(place);
    default:
      throw new DataError('DATA_SECRET', 'expected a secret as file:PATH, fd:NUMBER or env:NAME');
  }
}

/**
 * Makes a new secret key from the system's random numbers.
 *
 * @returns Uint8Array(32); its owner overwrites it after use.
 */
export function newSecretKey(): Uint8Array {
  const secretKey = new Uint8Array(SECRET_KEY_BYTES);
  do randomFillSync(secretKey);
  while (secretKeyFault(secretKey) !== null);
  return secretKey;
}

/**
 * Makes a new release nonce from the system's random numbers.
 *
 * @returns Uint8Array(16), public.
 */
export function newReleaseNonce(): Uint8Array {
  return randomFillSync(new Uint8Array(RELEASE_NONCE_BYTES.min));
}

/**
 * Writes a new secret key to a new file that only its owner can read (mode 0600).
 *
 * @param path - a file that does not exist yet.
 * @throws {DataError} `DATA_SECRET` if the file exists or cannot be written; an existing file is left alone.
 */
export async function createKeyFile(path: string): Promise<void> {
  let file: FileHandle;
  try {
    file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0), 0o600);
  } catch (error) {
    throw new DataError('DATA_SECRET', isCode(error, 'EEXIST') ? 'a file is there already; a key is never replaced' : 'the file cannot be made', { path });
  }
  const secretKey = newSecretKey();
  const line = formatKeyFile(secretKey);
  try {
    // The process's mask can only take permissions away from 0600; this gives the owner's back.
    await file.chmod(0o600);
    await file.writeFile(line);
    await file.sync();
  } catch {
    await unlink(path);
    throw new DataError('DATA_SECRET', 'the file cannot be written', { path });
  } finally {
    await file.close();
    secretKey.fill(0);
    line.fill(0);
  }
}

async function readFile(path: string, options: ReadSecretOptions): Promise<Uint8Array> {
  const fault = (message: string): DataError => new DataError('DATA_SECRET', message, KEY_LIKE.test(path) ? {} : { path });
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY);
  } catch (error) {
    throw fault(isCode(error, 'ENOENT') ? 'no such key file' : 'the key file cannot be opened');
  }
  try {
    // The open file is judged, not its name, which could be exchanged in between.
    const status = await file.stat();
    if (status.isFile()) {
      if (process.platform !== 'win32') checkPermissions(status.mode, path, fault, options);
      if (status.size > MAX_FILE_BYTES) throw fault(`expected a key file of at most ${MAX_FILE_BYTES} bytes, got ${status.size}`);
    }
    return await readKey(file.fd, fault);
  } finally {
    await file.close();
  }
}

function checkPermissions(mode: number, path: string, fault: (message: string) => DataError, options: ReadSecretOptions): void {
  if ((mode & ANYONE_ELSE) !== 0) throw fault('the key file is open to everybody; run chmod 600 on it, or give it by fd:');
  if ((mode & GROUP) !== 0) options.onWarning?.(`${path}: the key file is open to its group; run chmod 600 on it`);
}

async function readDescriptor(place: string): Promise<Uint8Array> {
  // Standard output and error are never closed under somebody else.
  if (!/^(?:0|[3-9]|[1-9]\d{1,3})$/.test(place)) {
    throw new DataError('DATA_SECRET', 'expected a file descriptor as fd:NUMBER, 0 or from 3 up');
  }
  const descriptor = Number(place);
  try {
    return await readKey(descriptor, (message) => new DataError('DATA_SECRET', `fd:${descriptor}: ${message}`));
  } finally {
    // It may not have been open: the reading has said so.
    await closeDescriptor(descriptor).catch(() => undefined);
  }
}

function readVariable(name: string): Uint8Array {
  // A longer name might be the key itself, in hexadecimal or base64.
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,39}$/.test(name)) throw new DataError('DATA_SECRET', 'expected an environment variable as env:NAME');
  const fault = (message: string): DataError => new DataError('DATA_SECRET', `env:${name}: ${message}`);
  const text = process.env[name];
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- removing it is what this is for
  delete process.env[name];
  if (text === undefined) throw fault('the environment variable is not set; it can be read once');
  return parse(new TextEncoder().encode(text), fault);
}

// Reads a descriptor to its end, but never more than a key file can have.
async function readKey(descriptor: number, fault: (message: string) => DataError): Promise<Uint8Array> {
  const buffer = new Uint8Array(MAX_FILE_BYTES + 1);
  let length = 0;
  while (length < buffer.length) {
    const count = await readSome(descriptor, buffer, length);
    if (count === 0) return parse(buffer.subarray(0, length), fault);
    if (count < 0) {
      buffer.fill(0);
      throw fault('it cannot be read');
    }
    length += count;
  }
  buffer.fill(0);
  throw fault(`expected a key file of at most ${MAX_FILE_BYTES} bytes, got more`);
}

// Gives the bytes read, 0 at the end, −1 when it cannot be read.
async function readSome(descriptor: number, buffer: Uint8Array, at: number): Promise<number> {
  for (;;) {
    try {
      const { bytesRead } = await readDescriptorInto(descriptor, buffer, at, buffer.length - at, null);
      return bytesRead;
    } catch (error) {
      // A pipe that its parent made non-blocking has nothing to read yet.
      if (!isCode(error, 'EAGAIN')) return -1;
      await pause(PAUSE_MS);
    }
  }
}

function parse(file: Uint8Array, fault: (message: string) => DataError): Uint8Array {
  try {
    return parseKeyFile(file);
  } catch (error) {
    throw fault(error instanceof RangeError ? error.message : 'it cannot be read');
  } finally {
    file.fill(0);
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}
