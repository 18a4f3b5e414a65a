import { bytesPerRow, PLENTY, qualityMemory } from '../quality-memory.js';

export const benchmark = qualityMemory('Unique stays and a reference table, keys in memory', { checks: 'keys', maxMemoryBytes: PLENTY }, [
  { text: 'at most 32 bytes a distinct key from 1 M to 10 M rows', value: bytesPerRow, atMost: 32 },
]);
