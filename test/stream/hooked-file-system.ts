// The machine's file system with a hook before and after each operation, which may throw or end the process.
import { machineFileSystem, type FileHandle, type FileSystem } from '../../src/write/node/index.ts';

/** Called with the operation's name and its number, counted from 0 over all operations. */
export type Hook = (operation: string, index: number) => void;

/** The machine's file system without its flushes, which cost the most and change nothing that a kill can show. */
export const unflushed: FileSystem = {
  ...machineFileSystem,
  create: async (path, mode) => ({ ...(await machineFileSystem.create(path, mode)), sync: () => Promise.resolve() }),
  syncDirectory: () => Promise.resolve(),
};

/** Makes a file system whose every open, write, flush, rename, listing, reading and removal passes by the hooks. */
export function hookedFileSystem(before: Hook, after: Hook = () => undefined): FileSystem {
  let count = 0;
  const hooked = async <Value>(operation: string, work: () => Promise<Value>): Promise<Value> => {
    const index = count++;
    before(operation, index);
    const value = await work();
    after(operation, index);
    return value;
  };
  const handleOf = (handle: FileHandle): FileHandle => ({
    write: (bytes) => hooked('write', () => handle.write(bytes)),
    sync: () => hooked('sync', () => handle.sync()),
    // A file is closed whatever the system says of it.
    close: () => handle.close().then(() => hooked('close', () => Promise.resolve())),
  });
  const files = unflushed;
  return {
    makeDirectory: (path, mode) => hooked('makeDirectory', () => files.makeDirectory(path, mode)),
    create: (path, mode) => hooked('create', () => files.create(path, mode).then(handleOf)),
    rename: (from, to) => hooked('rename', () => files.rename(from, to)),
    syncDirectory: (path) => hooked('syncDirectory', () => files.syncDirectory(path)),
    remove: (path) => hooked('remove', () => files.remove(path)),
    list: (path) => hooked('list', () => files.list(path)),
    read: (path) => hooked('read', () => files.read(path)),
    size: (path) => hooked('size', () => files.size(path)),
    async *pieces(path) {
      for await (const piece of files.pieces(path)) {
        await hooked('pieces', () => Promise.resolve());
        yield piece;
      }
    },
  };
}
