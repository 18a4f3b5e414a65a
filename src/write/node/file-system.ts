import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import process from 'node:process';

/** An open file that is being written. */
export interface FileHandle {
  write(bytes: Uint8Array): Promise<void>;
  /** Makes what was written survive a power cut. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** The operations a release needs, so that each of them can be made to fail in a test. */
export interface FileSystem {
  makeDirectory(path: string, mode: number): Promise<void>;
  /** Creates a file that must not exist. */
  create(path: string, mode: number): Promise<FileHandle>;
  rename(from: string, to: string): Promise<void>;
  /** Makes the names in a directory survive a power cut. */
  syncDirectory(path: string): Promise<void>;
  /** Removes a file or a directory with all it holds; nothing happens when it is absent. */
  remove(path: string): Promise<void>;
  /** Names in a directory; none when it is absent. */
  list(path: string): Promise<string[]>;
  /** A whole small file; `null` when it is absent. */
  read(path: string): Promise<Uint8Array | null>;
  /** A file of any size, in pieces that are valid until the next one. */
  pieces(path: string): AsyncIterable<Uint8Array>;
  /** Bytes of a file (of a directory, some number); `null` when it is absent. */
  size(path: string): Promise<number | null>;
}

const PIECE_BYTES = 1 << 20;

/** The machine's own file system. */
export const machineFileSystem: FileSystem = Object.freeze({
  async makeDirectory(path: string, mode: number) {
    await mkdir(path, { recursive: true, mode });
  },
  async create(path: string, mode: number) {
    const handle = await open(path, 'wx', mode);
    return {
      async write(bytes: Uint8Array) {
        for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at, bytes.length - at)).bytesWritten;
      },
      sync: () => handle.sync(),
      close: () => handle.close(),
    };
  },
  rename: (from: string, to: string) => rename(from, to),
  async syncDirectory(path: string) {
    // Windows keeps names by itself and opens no directory.
    if (process.platform === 'win32') return;
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  remove: (path: string) => rm(path, { recursive: true, force: true }),
  list: (path: string) => readdir(path).catch(absent<string[]>([])),
  read: (path: string): Promise<Uint8Array | null> => readFile(path).catch(absent(null)),
  async *pieces(path: string) {
    const handle = await open(path, 'r');
    try {
      const piece = new Uint8Array(PIECE_BYTES);
      for (;;) {
        const { bytesRead } = await handle.read(piece, 0, piece.length);
        if (bytesRead === 0) return;
        yield piece.subarray(0, bytesRead);
      }
    } finally {
      await handle.close();
    }
  },
  size: (path: string): Promise<number | null> => stat(path).then(({ size }) => size).catch(absent(null)),
});

function absent<Value>(value: Value): (error: unknown) => Value {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return value;
    throw error;
  };
}
