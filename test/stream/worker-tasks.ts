// A registry for the tests of the pool, started on its threads: tasks that tell what they see, fail, and break down.
import { parentPort } from 'node:worker_threads';
import { serveTasks } from '../../src/core/workers/node/serve-tasks.ts';
import { TASKS } from './pool-tasks.ts';

serveTasks(parentPort!, Object.values(TASKS));
