import { randomFillSync } from 'node:crypto';
import { closeSync, constants, fchmodSync, fstatSync, fsyncSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import process from 'node:process';
import { DataError } from '../core/errors.ts';
import { formatKeyFile, parseKeyFile } from './key-file.ts';
import { SECRET_KEY_BYTES, secretKeyFault } from './kernel/secret-key.ts';

/** Most bytes a key file may have; its one line needs 57. */
const MAX_FILE_BYTES = 128;

/** Permissions of others than the owner. */
const ANYONE_ELSE = 0o007;
const GROUP = 0o070;

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
export function readSecret(reference: string, options: ReadSecretOptions = {}): Uint8Array {
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
 * Writes a new secret key to a new file that only its owner can read (mode 0600).
 *
 * @param path - a file that does not exist yet.
 * @throws {DataError} `DATA_SECRET` if the file exists or cannot be written; an existing file is left alone.
 */
export function createKeyFile(path: string): void {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0), 0o600);
  } catch (error) {
    throw new DataError('DATA_SECRET', isCode(error, 'EEXIST') ? 'a file is there already; a key is never replaced' : 'the file cannot be made', { path });
  }
  const secretKey = newSecretKey();
  const line = formatKeyFile(secretKey);
  try {
    // The process's mask can only take permissions away from 0600; this gives the owner's back.
    fchmodSync(descriptor, 0o600);
    for (let at = 0; at < line.length; ) at += writeSync(descriptor, line, at);
    fsyncSync(descriptor);
  } catch {
    unlinkSync(path);
    throw new DataError('DATA_SECRET', 'the file cannot be written', { path });
  } finally {
    closeSync(descriptor);
    secretKey.fill(0);
    line.fill(0);
  }
}

function readFile(path: string, options: ReadSecretOptions): Uint8Array {
  const fault = (message: string): DataError => new DataError('DATA_SECRET', message, { path });
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY);
  } catch (error) {
    throw fault(isCode(error, 'ENOENT') ? 'no such key file' : 'the key file cannot be opened');
  }
  try {
    // The open file is judged, not its name, which could be exchanged in between.
    const { mode, size } = fstatSync(descriptor);
    const isRegular = (mode & constants.S_IFMT) === constants.S_IFREG;
    if (isRegular && process.platform !== 'win32') {
      if ((mode & ANYONE_ELSE) !== 0) throw fault('the key file is open to everybody; run chmod 600 on it, or give it by fd:');
      if ((mode & GROUP) !== 0) options.onWarning?.(`${path}: the key file is open to its group; run chmod 600 on it`);
    }
    if (isRegular && size > MAX_FILE_BYTES) throw fault(`expected a key file of at most ${MAX_FILE_BYTES} bytes, got ${size}`);
    return readKey(descriptor, fault);
  } finally {
    closeSync(descriptor);
  }
}

function readDescriptor(place: string): Uint8Array {
  const fault = (message: string): DataError => new DataError('DATA_SECRET', message);
  // Standard output and error are never closed under somebody else.
  if (!/^(?:0|[3-9]|[1-9]\d{1,3})$/.test(place)) throw fault('expected a file descriptor as fd:NUMBER, 0 or from 3 up');
  const descriptor = Number(place);
  try {
    return readKey(descriptor, (message) => fault(`fd:${descriptor}: ${message}`));
  } finally {
    try {
      closeSync(descriptor);
    } catch {
      // It was not open: the reading has said so.
    }
  }
}

function readVariable(name: string): Uint8Array {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name)) throw new DataError('DATA_SECRET', 'expected an environment variable as env:NAME');
  const fault = (message: string): DataError => new DataError('DATA_SECRET', `env:${name}: ${message}`);
  const text = process.env[name];
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- removing it is what this is for
  delete process.env[name];
  if (text === undefined) throw fault('the environment variable is not set; it can be read once');
  return parse(new TextEncoder().encode(text), fault);
}

// Reads a descriptor to its end, but never more than a key file can have.
function readKey(descriptor: number, fault: (message: string) => DataError): Uint8Array {
  const buffer = new Uint8Array(MAX_FILE_BYTES + 1);
  let length = 0;
  try {
    for (let count = -1; count !== 0 && length < buffer.length; length += count) {
      count = readSync(descriptor, buffer, length, buffer.length - length, null);
    }
  } catch {
    buffer.fill(0);
    throw fault('it cannot be read');
  }
  if (length <= MAX_FILE_BYTES) return parse(buffer.subarray(0, length), fault);
  buffer.fill(0);
  throw fault(`expected a key file of at most ${MAX_FILE_BYTES} bytes, got more`);
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
