// Rows in 2,000 classes: counting takes so little that copying the rows to a thread tells.
import { kCheckWorkers } from '../k-check-workers.js';

export const benchmark = kCheckWorkers({ title: 'k-anonymity check, 2,000 classes, one thread beside', classes: 2000, atLeast: 0.7 });
