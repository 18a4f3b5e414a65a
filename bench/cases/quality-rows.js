import { bytesPerRow, PLENTY, qualityMemory } from '../quality-memory.js';

export const benchmark = qualityMemory('Cleaning and checks of single rows', { checks: 'rows', maxMemoryBytes: PLENTY }, [
  { text: 'at most 8 bytes a row from 1 M to 10 M rows', value: bytesPerRow, atMost: 8 },
]);
