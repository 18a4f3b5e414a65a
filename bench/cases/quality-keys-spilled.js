import { bytesPerRow, MIB, qualityMemory } from '../quality-memory.js';

export const benchmark = qualityMemory('Unique stays and a reference table, keys spilled beyond 64 MiB', { checks: 'keys', maxMemoryBytes: 64 * MIB }, [
  { text: 'at most 8 bytes a row from 1 M to 10 M rows', value: bytesPerRow, atMost: 8 },
]);
