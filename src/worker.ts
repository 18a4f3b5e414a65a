/** What every thread of a pool starts from: the tasks that it can be asked for. */
import { parentPort } from 'node:worker_threads';
import { classesTask } from './anonymise/index.ts';
import { serveTasks } from './core/workers/node/serve-tasks.ts';
import { agreementTask, blockingTask, blockPatternsTask, columnsTask, countingTask, scoringTask, wholeBlocksTask } from './link/index.ts';
import { codingTask } from './pseudonymise/index.ts';
import { rowGroupsTask } from './write/index.ts';

if (parentPort !== null) serveTasks(parentPort, [codingTask, agreementTask, blockingTask, blockPatternsTask, columnsTask, countingTask, scoringTask, wholeBlocksTask, classesTask, rowGroupsTask]);
