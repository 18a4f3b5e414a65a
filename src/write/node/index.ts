export { machineFileSystem, type FileHandle, type FileSystem } from './file-system.ts';
export { readCurrent, type CommittedRelease, type ReleaseFile } from './manifest.ts';
export { createRelease, type Release } from './release.ts';
export { writeFile, type WriteFileOptions } from './write-file.ts';
export { writeTextFile, type WriteTextFileOptions } from './write-text-file.ts';
