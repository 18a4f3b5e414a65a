// What every operator may rely on, and what may be relied on of every operator, whatever its kind.
import type { RecordBatch, Schema } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dropDuplicates } from '../../src/clean/index.ts';
import { columnsOf, makeBatch } from '../../src/core/arrow.ts';
import { collect, fromBatches, once, type Dataset } from '../../src/core/dataset.ts';
import { ProtectionError } from '../../src/core/errors.ts';
import { IN_MEMORY, type Fold } from '../../src/core/fold.ts';
import { applyOperator, pipe, type Findings, type LearnOperator, type MapOperator, type Operator, type ReduceOperator } from '../../src/core/operator.ts';
import { takeRows } from '../../src/core/slice.ts';
import { rowsOf, schemaOf, tableOf, valuesOf, type Row, type Value } from '../small-tables.ts';

const schema: Schema = schemaOf({ id: { type: 'int32', role: 'technical' }, group: { type: 'utf8', role: 'attribute' } }, ['group']);
const rows: readonly Row[] = Array.from({ length: 41 }, (_, row) => [row, row % 7 === 0 ? null : ['a', 'b', 'c'][row % 3]!]);

const idsOf = (batch: RecordBatch): number[] => valuesOf(columnsOf(batch)[0]!) as number[];
const take = (batch: RecordBatch, keep: readonly boolean[]): RecordBatch => {
  const indexes = Int32Array.from(keep.flatMap((kept, row) => (kept ? [row] : [])));
  return makeBatch(batch.schema, columnsOf(batch).map((column) => takeRows(column, indexes)), indexes.length);
};

/** Rejects the rows whose id a number divides; counts the rest. */
function rejectMultiples(divisor: number): MapOperator {
  return {
    kind: 'map', name: 'rejectMultiples', rejects: true, outputSchema: (input) => input,
    start: () => {
      let kept = 0;
      return {
        apply(batch, firstRow, reject) {
          const keep = idsOf(batch).map((id) => id % divisor !== 0);
          keep.forEach((keeps, row) => {
            if (!keeps) reject(firstRow + row + 1, 'id', 'multiple');
          });
          kept += keep.filter(Boolean).length;
          return take(batch, keep);
        },
        finish: () => ({ kept }),
      };
    },
  };
}

const largestId: Fold<{ largest: number }, number> = {
  init: () => ({ largest: -1 }),
  add(state, batch) {
    state.largest = Math.max(state.largest, ...idsOf(batch));
  },
  merge: (left, right) => ({ largest: Math.max(left.largest, right.largest) }),
  finish: ({ largest }) => largest,
  bytes: () => 8,
};

/** Drops the row with the largest id: it cannot be known before all rows are read. */
const dropLargest: LearnOperator<{ largest: number }, number, number> = {
  kind: 'learn', name: 'dropLargest', outputSchema: (input) => input, fold: () => largestId, decide: (largest) => Promise.resolve(largest),
  start: (_, largest) => ({ apply: (batch) => Promise.resolve(take(batch, idsOf(batch).map((id) => id !== largest))), finish: () => ({ largest }) }),
};

/** Counts rows; one row out. */
const countRows: ReduceOperator<{ count: number }, number> = {
  kind: 'reduce', name: 'countRows', outputSchema: () => schemaOf({ count: { type: 'int32', role: 'cell' } }),
  fold: () => ({ init: () => ({ count: 0 }), add: (state, batch) => { state.count += batch.numRows; }, merge: (left, right) => ({ count: left.count + right.count }), finish: ({ count }) => count, bytes: () => 8 }),
  table: (count, output) => [makeBatch(output, [{ kind: 'int32', rows: 1, valid: null, values: Int32Array.of(count) }], 1)],
  findings: (count) => ({ count }),
};

/** A dataset that counts its openings, the batches taken and the closings. */
function watched(source: Dataset): Dataset & { readonly opened: number; readonly taken: number; readonly closed: number } {
  const counts = { opened: 0, taken: 0, closed: 0 };
  return {
    schema: source.schema,
    get opened() { return counts.opened; },
    get taken() { return counts.taken; },
    get closed() { return counts.closed; },
    async *open(signal) {
      counts.opened++;
      try {
        for await (const batch of source.open(signal)) {
          counts.taken++;
          yield batch;
        }
      } finally {
        counts.closed++;
      }
    },
  };
}

/** Reads one batch, then stops as `break` in a loop does. */
async function readOne(dataset: Dataset): Promise<void> {
  const reader = dataset.open()[Symbol.asyncIterator]();
  expect((await reader.next()).done).toBe(false);
  await reader.return?.();
}

const chains: readonly (readonly [string, readonly Operator[], number])[] = [
  ['none', [], 1],
  ['a map', [rejectMultiples(3)], 1],
  ['two maps', [rejectMultiples(3), rejectMultiples(4)], 1],
  ['a learn', [dropLargest], 2],
  ['two learns', [dropLargest, dropLargest], 3],
  ['five learns', [dropLargest, dropLargest, dropLargest, dropLargest, dropLargest], 6],
  ['learns between maps', [rejectMultiples(5), dropLargest, rejectMultiples(3), dropLargest, rejectMultiples(7)], 3],
  ['a reduce', [countRows], 1],
  ['a reduce after two learns', [dropLargest, dropLargest, countRows], 3],
  ['a learn after a reduce', [countRows, dropLargest], 1],
];

describe('a chain of operators', () => {
  test.each(chains)('gives the same rows wherever the source is cut: %s', async (_title, operators) => {
    const whole = await rowsOf(pipe(tableOf(schema, rows), ...operators));
    await fc.assert(fc.asyncProperty(fc.array(fc.nat(41), { maxLength: 8 }), async (cuts) => {
      expect(await rowsOf(pipe(tableOf(schema, rows, cuts), ...operators))).toEqual(whole);
    }), { numRuns: 30 });
  });
  test.each(chains)('accepts a source without rows: %s', async (_title, operators) => {
    const result = pipe(fromBatches(schema, []), ...operators);
    expect(await rowsOf(result)).toEqual(operators[0] === countRows && operators.length === 1 ? [[0]] : await rowsOf(result));
    expect(await rowsOf(pipe(tableOf(schema, [], [0, 0]), ...operators))).toEqual(await rowsOf(result));
  });
  test.each(chains)('reads nothing before it is opened, then once more per learning operator: %s', async (_title, operators, reads) => {
    const source = watched(tableOf(schema, rows, [10, 20]));
    const result = pipe(source, ...operators);
    expect(source.opened).toBe(0);
    await collect(result);
    expect([source.opened, source.closed]).toEqual([reads, reads]);
    await collect(result);
    // What was learnt or reduced is kept: a second opening costs at most one reading.
    expect(source.opened).toBe(operators.includes(countRows) ? reads : reads + 1);
  });
  test('gives what a naive program gives', async () => {
    const expected = rows.filter(([id]) => (id as number) % 3 !== 0).slice(0, -1).filter(([id]) => (id as number) % 4 !== 0);
    expect(await rowsOf(pipe(tableOf(schema, rows, [7]), rejectMultiples(3), dropLargest, rejectMultiples(4)))).toEqual(expected);
    expect(await rowsOf(pipe(tableOf(schema, rows, [7]), rejectMultiples(3), countRows))).toEqual([[27]]);
  });
  test('that needs a second pass refuses a source that can be read once, rather than yielding an empty table', async () => {
    const batches = await collect(tableOf(schema, rows));
    expect((await rowsOf(pipe(once(schema, batches), rejectMultiples(3)))).length).toBe(27);
    expect(await rowsOf(pipe(once(schema, batches), countRows))).toEqual([[41]]);
    await expect(rowsOf(pipe(once(schema, batches), dropLargest))).rejects.toThrow('DATA_READ_TWICE');
  });
  test('may be opened several times at once', async () => {
    const source = watched(tableOf(schema, rows, [10]));
    const result = pipe(source, dropLargest);
    const [left, right] = await Promise.all([rowsOf(result), rowsOf(result)]);
    expect(left).toEqual(right);
    expect(source.opened).toBe(3);
  });
});

describe('a source is closed', () => {
  const learning: readonly (readonly [string, readonly Operator[]])[] = chains.filter(([, operators]) => !operators.includes(countRows)).map(([title, operators]) => [title, operators]);

  test.each(learning)('when the reader stops early: %s', async (_title, operators) => {
    const source = watched(tableOf(schema, rows, [10, 20, 30]));
    await readOne(pipe(source, ...operators));
    expect(source.closed).toBe(source.opened);
    expect(source.taken).toBeLessThan(4 * source.opened);
  });
  test.each(learning)('when an operator throws midway: %s', async (_title, operators) => {
    const source = watched(tableOf(schema, rows, [10, 20, 30]));
    const failing: MapOperator = { kind: 'map', name: 'failing', outputSchema: (input) => input, start: () => ({ apply: (batch) => { if (idsOf(batch).includes(11)) throw new RangeError('midway'); return batch; } }) };
    await expect(collect(pipe(source, ...operators, failing))).rejects.toThrow('midway');
    expect(source.closed).toBe(source.opened);
  });
  test.each(learning)('when the reading is aborted: %s', async (_title, operators) => {
    const source = watched(tableOf(schema, rows, [10, 20, 30]));
    const controller = new AbortController();
    const read = async (): Promise<void> => {
      for await (const batch of pipe(source, ...operators).open(controller.signal)) {
        controller.abort(new Error(`after ${Math.sign(batch.numRows)}`));
      }
    };
    await expect(read()).rejects.toThrow('after 1');
    expect(source.closed).toBe(source.opened);
  });
  test('when it throws itself', async () => {
    const failing: Dataset = { schema, open: () => watchedFailure() };
    let closed = 0;
    async function* watchedFailure(): AsyncIterable<RecordBatch> {
      try {
        yield* tableOf(schema, rows).open();
        throw new RangeError('the disk');
      } finally {
        closed++;
      }
    }
    await expect(collect(pipe(failing, dropLargest))).rejects.toThrow('the disk');
    expect(closed).toBe(1);
  });
});

describe('a measure', () => {
  /** A source whose first reading waits until it is let go; it heeds the signal it was opened with. */
  function held(): { source: Dataset; release: () => void; opened: () => number } {
    let release: () => void = () => undefined;
    let opened = 0;
    const gate = new Promise<void>((resolve) => { release = resolve; });
    const source: Dataset = {
      schema,
      async *open(signal) {
        opened++;
        await gate;
        yield* tableOf(schema, rows, [10]).open(signal);
      },
    };
    return { source, release, opened: () => opened };
  }

  test('that failed is forgotten, so that the next opening starts afresh', async () => {
    let fail = true;
    const source: Dataset = { schema, open: (signal) => { if (fail) throw new RangeError('not yet'); return tableOf(schema, rows).open(signal); } };
    const result = pipe(source, dropLargest);
    await expect(rowsOf(result)).rejects.toThrow('not yet');
    fail = false;
    expect((await rowsOf(result)).length).toBe(40);
  });
  test('that one reader aborted is made again for another who shared it', async () => {
    const { source, release } = held();
    const result = pipe(source, dropLargest);
    const controller = new AbortController();
    const first = collect(result, controller.signal);
    const second = rowsOf(result);
    controller.abort(new Error('no longer wanted'));
    release();
    await expect(first).rejects.toThrow('no longer wanted');
    expect((await second).length).toBe(40);
  });
  test('that failed for itself fails for everyone who shared it', async () => {
    const failing: Dataset = { schema, open: () => { throw new RangeError('the disk'); } };
    const result = pipe(failing, dropLargest);
    const outcomes = await Promise.allSettled([rowsOf(result), rowsOf(result)]);
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && String(outcome.reason))).toEqual(['RangeError: the disk', 'RangeError: the disk']);
  });
  test('is not begun for a reader that was told to stop before', async () => {
    const source = watched(tableOf(schema, rows));
    await expect(collect(pipe(source, dropLargest), AbortSignal.abort())).rejects.toThrow('aborted');
    expect(source.opened).toBe(0);
  });
});

describe('findings', () => {
  const found = async (operator: Operator, read: (rows: Dataset) => Promise<unknown>): Promise<Findings[]> => {
    const log: Findings[] = [];
    await read(applyOperator(tableOf(schema, rows, [10]), operator, { fold: IN_MEMORY, onFindings: (findings) => log.push(findings) }).rows);
    return log;
  };

  test.each<[string, Operator, Findings]>([['a map', rejectMultiples(3), { kept: 27 }], ['a learn', dropLargest, { largest: 40 }], ['a reduce', countRows, { count: 41 }]])(
    'come once per complete reading: %s', async (_title, operator, findings) => {
      expect(await found(operator, async (result) => { await collect(result); await collect(result); })).toEqual([findings, findings]);
    });
  test('do not come of a reading that stopped early', async () => {
    expect(await found(rejectMultiples(3), readOne)).toEqual([]);
  });
  test('are empty when an operator has none', async () => {
    const plain: MapOperator = { kind: 'map', name: 'plain', outputSchema: (input) => input, start: () => ({ apply: (batch) => batch }) };
    expect(await found(plain, collect)).toEqual([{}]);
  });
  test('may be a refusal: the reading fails after the last row', async () => {
    const refusing: MapOperator = { kind: 'map', name: 'refusing', outputSchema: (input) => input, start: () => ({ apply: (batch) => batch, finish: () => { throw new ProtectionError('PROTECTION_K_ANONYMITY', 'k is 1'); } }) };
    const seen: number[] = [];
    const read = async (): Promise<void> => { for await (const batch of pipe(tableOf(schema, rows, [10]), refusing).open()) seen.push(batch.numRows); };
    await expect(read()).rejects.toThrow('k is 1 [PROTECTION_K_ANONYMITY]');
    expect(seen).toEqual([10, 31]);
  });
});

describe('rejected rows', () => {
  test('are numbered in the operator’s input, and with the accepted ones make up the source, wherever it is cut', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.nat(41), { maxLength: 6 }), async (cuts) => {
      const { rows: kept, rejects } = applyOperator(tableOf(schema, rows, cuts), rejectMultiples(3));
      const rejected = await rowsOf(rejects!);
      expect(rejected).toEqual(rows.filter(([id]) => (id as number) % 3 === 0).map(([id]): Value[] => [BigInt((id as number) + 1), 'id', 'multiple']));
      expect((await rowsOf(kept)).length + rejected.length).toBe(rows.length);
    }), { numRuns: 30 });
  });
  test('are a port only of operators that reject', () => {
    expect(applyOperator(tableOf(schema, rows), dropLargest).rejects).toBeNull();
    expect(applyOperator(tableOf(schema, rows), countRows).rejects).toBeNull();
  });
  test('of a learning operator are found with what it learnt', async () => {
    const rejecting: typeof dropLargest = { ...dropLargest, rejects: true, start: (_, largest) => ({ apply: (batch, firstRow, reject) => { idsOf(batch).forEach((id, row) => { if (id === largest) reject(firstRow + row + 1, 'id', 'largest'); }); return batch; } }) };
    const source = watched(tableOf(schema, rows, [10]));
    expect(await rowsOf(applyOperator(source, rejecting).rejects!)).toEqual([[41n, 'id', 'largest']]);
    expect(source.opened).toBe(2);
  });
});

describe('an operator that connects ports', () => {
  test('is refused by name, with the call that connects its tables', () => {
    const operator = dropDuplicates({}) as unknown as Operator;
    expect(() => pipe(tableOf(schema, rows), operator)).toThrow(new TypeError('dropDuplicates connects ports, which pipe cannot; expected dropDuplicates(…).connect({ rows, … }, { fold: IN_MEMORY })'));
  });
});

describe('an operator that does not fit its input', () => {
  test('is refused before anything is read', () => {
    const source = watched(tableOf(schema, rows));
    const unfit: MapOperator = { ...rejectMultiples(3), outputSchema: () => { throw new TypeError('no such column'); } };
    expect(() => pipe(source, unfit)).toThrow('no such column');
    expect(source.opened).toBe(0);
  });
});
