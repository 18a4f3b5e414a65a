// A process that pseudonymises its share of rows each time it is told to: one of the two independent ones of the case on
// workers. What it works on stands ready before the clock starts.
import { fromBatches, pipe } from '../dist/index.js';
import { nirBatches } from './nirs.js';
import { nirOperator, sumOfCodes } from './pseudonyms.js';

let dataset;
let from = 0;

process.on('message', async (message) => {
  if (message.rows !== undefined) {
    ({ from } = message);
    const { schema, batches } = nirBatches(message.rows, { canonical: false, seed: message.seed });
    dataset = fromBatches(schema, batches);
    process.send({ ready: true });
    return;
  }
  const operator = nirOperator();
  const sum = await sumOfCodes(pipe(dataset, operator).open(), { from });
  operator.wipe();
  process.send({ sum });
});
