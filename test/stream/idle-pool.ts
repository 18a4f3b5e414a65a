// A process that leaves its pool open: it must end by itself all the same, and never before what it asked for is there.
import { pathToFileURL } from 'node:url';
import { workerPool } from '../../src/core/workers/node/index.ts';
import { TASKS } from './pool-tasks.ts';

const { entry } = JSON.parse(process.argv[2]!) as { entry: string };
const pool = workerPool({ workers: 2, entry: pathToFileURL(entry) });
const task = pool.open(TASKS.double, null);
console.log(await Promise.all([task.run({ value: 1 }), task.run({ value: 2 }), task.run({ value: 3 })]));
