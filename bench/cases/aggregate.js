// Rows, and exact cost by cell, in memory against in memory.
import { aggregation } from '../aggregate.js';

export const benchmark = aggregation({ title: 'Aggregate to hospital × month × age × chapter, in memory', source: 'memory', ratioAtMost: 2 });
