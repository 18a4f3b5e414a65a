// Eight coarse columns, in memory against in memory: our columns are plain, so their coding is inside the time.
import { kCheck } from '../k-check.js';
import { COARSE_QUASI_IDENTIFIERS } from '../stays.js';

export const benchmark = kCheck({ title: 'k-anonymity check, 8 columns, in memory', table: 'coarse', quasiIdentifiers: COARSE_QUASI_IDENTIFIERS, source: 'memory', ratioAtMost: 1 });
