import { open, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';

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
  exists(path: string): Promise<boolean>;
}

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
  exists: (path: string) => stat(path).then(() => true).catch(absent(false)),
});

function absent<Value>(value: Value): (error: unknown) => Value {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return value;
    throw error;
  };
}
