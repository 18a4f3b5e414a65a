// The same with the distinct persons of every cell and margin, in memory.
import { tabulation } from '../aggregate.js';

export const benchmark = tabulation({ title: 'The same tables with distinct persons, in memory', source: 'memory', persons: true, ratioAtMost: 1.5 });
