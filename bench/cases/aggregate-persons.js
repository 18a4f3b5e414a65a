// The same with the distinct persons of every cell, which rules decide by.
import { aggregation } from '../aggregate.js';

export const benchmark = aggregation({ title: 'Aggregate the same with distinct persons, in memory', source: 'memory', persons: true });
