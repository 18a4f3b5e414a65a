export { machineFileSystem, type FileHandle, type FileSystem } from './file-system.ts';
export { createRelease, readCurrent, type CommittedRelease, type Release, type ReleaseFile } from './release.ts';
export { writeFile, type WriteFileOptions } from './write-file.ts';
