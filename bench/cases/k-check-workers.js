// Rows in 642,000 classes: the counting waits for memory, and what two have counted must be joined.
import { kCheckWorkers } from '../k-check-workers.js';

export const benchmark = kCheckWorkers({ title: 'k-anonymity check, 642,000 classes, one thread beside', classes: 642_000, atLeast: 0.9 });
