export { cellSystem, relationCount, type CategoryTree, type CellSystem, type TableLayout } from './cell-system.ts';
export type { LinearProgram, LinearSolver, SolverModel, SolverResult } from './solver.ts';
