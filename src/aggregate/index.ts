export { addLevels, addLevelsOptions } from './add-levels.ts';
export type { AddLevelsOptions } from './add-levels.ts';
export { aggregate, aggregateOptions } from './aggregate.ts';
export type { AggregateOptions } from './aggregate.ts';
export type { TableOptions } from './linked-tables.ts';
export type { StatisticRequest } from './statistics.ts';
export type { CellState } from './cell-state.ts';
export type { AggregatedCells } from './finish-cells.ts';
