import { foldTask, type FoldTask } from '../core/workers/threaded-fold.ts';
import { bytesOfClasses, classAdder, emptyClasses, packClasses, type ClassShape, type PackedClasses } from './class-state.ts';

/** Folds rows into classes on threads. */
export const classesTask: FoldTask<ClassShape, PackedClasses> = foldTask('anonymise/classes', (shape: ClassShape) => {
  const state = emptyClasses(shape);
  const add = classAdder(shape);
  return {
    add: (columns, rows) => {
      add(state, columns, rows);
    },
    bytes: () => bytesOfClasses(state),
    give: () => packClasses(state),
  };
});
