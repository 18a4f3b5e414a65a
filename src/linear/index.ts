export { attackTable } from './attack.ts';
export { SEEN, type AttackedCells, type AttackEffort, type AttackOptions, type AttackReport } from './attacked-cells.ts';
export { cellSystem, relationCount, type CategoryTree, type CellSystem, type TableLayout } from './cell-system.ts';
export { eliminateRelations, elimination, type Elimination } from './elimination.ts';
export { loadSolver } from './highs.ts';
export { addUp, handDown, innerCells, type InnerCells } from './inner-cells.ts';
export { layOutCells, systemOver, type CellCoordinates, type LaidOutCells } from './lay-out-cells.ts';
export type { LinearProgram, LinearSolver, SolverModel, SolverResult } from './solver.ts';
export { areProportional, coprime, type SparseVector } from './sparse-vector.ts';
