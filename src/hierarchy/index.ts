export { bandLabel, boundLabels, decimalsOf } from './band-labels.ts';
export { depths, leaves, levelColumns, levelCount, pathOf, treeOfLevels, treeOfPrefixes } from './code-tree.ts';
export type { CodeTree, LevelColumns } from './code-tree.ts';
export { readCorrespondence, writeCorrespondence } from './correspondence.ts';
export type { Correspondence, CorrespondenceForm } from './correspondence.ts';
export { readHrc, writeHrc } from './hrc.ts';
