// Eight columns as they come, in memory: nearly every row is a class of its own, the hardest case for a hash table.
import { kCheck } from '../k-check.js';
import { RAW_QUASI_IDENTIFIERS } from '../stays.js';

export const benchmark = kCheck({ title: 'k-anonymity check, 8 raw columns, in memory', table: 'stays', quasiIdentifiers: RAW_QUASI_IDENTIFIERS, source: 'memory', ratioAtMost: 1 });
