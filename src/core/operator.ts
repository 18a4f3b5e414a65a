import type { RecordBatch, Schema } from 'apache-arrow';
import type { Dataset } from './dataset.ts';
import { foldDataset, IN_MEMORY, type Fold, type FoldContext } from './fold.ts';
import { collectRejects, rejectsSchema, type RejectSink } from './rejects.ts';
import { remember } from './remember.ts';

/** Plain data that a report or a decision may hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** What an operator found while it ran: counts, codes, ranks and sizes, never values. */
export type Findings = Readonly<Record<string, Json>>;

/** One reading of the rows by an operator. */
export interface Session {
  /**
   * Rewrites a batch. `firstRow` is the number of input rows before it; rows left out go to `reject`.
   */
  apply(batch: RecordBatch, firstRow: number, reject: RejectSink): RecordBatch | Promise<RecordBatch>;
  /** Batches that may be at work beside the one that is awaited, each of which is held; none unless said otherwise. */
  readonly ahead?: number;
  /** Ends the reading: gives the findings, or throws a `ProtectionError` when what was promised does not hold. */
  finish?(): Findings | Promise<Findings>;
  /** Gives back what the reading holds (keys are overwritten); called once, after the end, an error or an early break. */
  close?(): void | Promise<void>;
}

/** How the state of an operator grows, for `explain`. */
export interface MemoryClass {
  readonly grows: 'batch' | 'groups' | 'cells' | 'cell×entity' | 'value pairs' | 'records';
  /** The figure in words, for example `16 bytes per cell and statistic`. */
  readonly formula: string;
}

interface OperatorBase {
  readonly name: string;
  /** Input schema to output schema; throws a `PlanError` with every problem. No data is read. */
  outputSchema(input: Schema): Schema;
  readonly memory?: MemoryClass;
  /** What somebody must know who decides about the result, in sentences; for `explain`. */
  readonly notes?: readonly string[];
}

/** Rewrites batches one by one, in one pass. */
export interface MapOperator extends OperatorBase {
  readonly kind: 'map';
  /** Starts a reading; `context` tells what it may use. */
  start(input: Schema, context?: OperatorContext): Session;
  /** Whether rows may leave by the port `rejects`. */
  readonly rejects?: boolean;
  /** Overwrites the secrets the operator holds, after which it cannot start. */
  wipe?(): void;
}

/** Measures all rows, decides, then rewrites batches by the decision: two passes. */
export interface LearnOperator<State = unknown, Measured = unknown, Learned = unknown> extends OperatorBase {
  readonly kind: 'learn';
  fold(input: Schema): Fold<State, Measured>;
  /** Turns what was measured into a decision; pure, replayable. */
  decide(measured: Measured): Learned | Promise<Learned>;
  start(input: Schema, learned: Learned): Session;
  readonly rejects?: boolean;
  /** Overwrites the secrets the operator holds, after which it cannot decide or start. */
  wipe?(): void;
}

/** Turns a stream into one finite table. */
export interface ReduceOperator<State = unknown, Measured = unknown> extends OperatorBase {
  readonly kind: 'reduce';
  fold(input: Schema): Fold<State, Measured>;
  /** Lays the result out in batches, in an order that does not depend on the input's. */
  table(measured: Measured, output: Schema): Iterable<RecordBatch> | AsyncIterable<RecordBatch>;
  findings?(measured: Measured): Findings;
}

/** Connects several tables in to several tables out. */
export interface PortsOperator {
  readonly kind: 'ports';
  readonly name: string;
  outputSchemas(inputs: Readonly<Record<string, Schema>>): Readonly<Record<string, Schema>>;
  connect(inputs: Readonly<Record<string, Dataset>>, context: OperatorContext): Readonly<Record<string, Dataset>>;
  /**
   * By output port, how often each opening reads each input port. Where nothing is said, `rows` is read once at each
   * opening, and every other port at the first one only.
   */
  readonly reads?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Whether the first opening of any port reads every input port once more, and keeps what it made of them for all openings. */
  readonly prepares?: boolean;
  /** By output port, how often each opening reads the ports beside `rows` again, after a first reading that is kept for all. */
  readonly rereads?: Readonly<Record<string, number>>;
  readonly memory?: MemoryClass;
  /** What somebody must know who decides about the result, in sentences; for `explain`. */
  readonly notes?: readonly string[];
  /** Overwrites the secrets the operator holds, after which nothing it gave can be opened. */
  wipe?(): void;
}

/** An operator on one table. The states of `learn` and `reduce` are each operator's own affair. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the one existential type of the house
export type Operator = MapOperator | LearnOperator<any, any, any> | ReduceOperator<any, any>;

/** What surrounds an operator when it runs. */
export interface OperatorContext {
  readonly fold: FoldContext;
  /** Receives the findings of each complete reading; the last one stands. */
  readonly onFindings?: (findings: Findings) => void;
}

/** The tables that an operator gives: its rows and, where it rejects, the rejected rows by number, key and reason. */
export interface OperatorOutput {
  readonly rows: Dataset;
  readonly rejects: Dataset | null;
}

const DEFAULT_CONTEXT: OperatorContext = Object.freeze({ fold: IN_MEMORY });
const ignoreReject: RejectSink = () => undefined;

/**
 * Puts operators on a dataset, in order. Nothing is read until the result is opened.
 *
 * @param dataset - the source.
 * @param operators - applied from left to right.
 * @returns the rows after the last operator; errors and an early `break` close the source.
 * @throws {PlanError} when an operator does not fit its input schema.
 * @throws {TypeError} for an operator that connects ports: its own `connect` does that.
 * @remarks k learning operators cost k + 1 readings of the source: each learns once, when first opened. A reducing
 *   operator reads once, when first opened, and holds its result for the openings after.
 * @example
 * ```ts no-run
 * const counts = pipe(stays, drop({ columns: ['nir'] }), aggregate({ dimensions: ['hospital'], statistics: [{ kind: 'rows' }], entity: null }));
 * for await (const batch of counts.open()) console.log(batch.numRows);
 * ```
 */
export function pipe(dataset: Dataset, ...operators: readonly Operator[]): Dataset {
  return operators.reduce((source, operator) => applyOperator(source, operator).rows, dataset);
}

/**
 * Puts one operator on a dataset and gives both its ports.
 *
 * @param source - the input rows.
 * @param operator - what to do with them.
 * @param context - memory limit, spill store and the receiver of findings.
 * @returns the operator's rows and its rejects; `rejects` is `null` unless the operator may reject rows. The two ports
 *   read the source each for itself.
 * @throws {PlanError} when the operator does not fit the input schema.
 * @throws {TypeError} for an operator that connects ports: its own `connect` does that.
 */
export function applyOperator(source: Dataset, operator: Operator, context: OperatorContext = DEFAULT_CONTEXT): OperatorOutput {
  refusePorts(operator);
  const schema = operator.outputSchema(source.schema);
  if (operator.kind === 'reduce') return { rows: reduced(source, operator, schema, context), rejects: null };
  const start =
    operator.kind === 'map'
      ? (): Promise<Session> => Promise.resolve(operator.start(source.schema, context))
      : learned(source, operator, context);
  const rows: Dataset = {
    schema,
    async *open(signal) {
      const session = await start(signal);
      try {
        yield* rewritten(source, session, signal);
        // Finished whether or not anyone wants the findings: finishing may refuse.
        const findings = (await session.finish?.()) ?? {};
        context.onFindings?.(findings);
      } finally {
        await session.close?.();
      }
    },
  };
  return { rows, rejects: operator.rejects === true ? rejectsOf(source, start) : null };
}

/** The compiler refuses these already; callers without types meet the words. */
function refusePorts(operator: Operator | PortsOperator): void {
  if (operator.kind !== 'ports') return;
  throw new TypeError(`${operator.name} connects ports, which pipe cannot; expected ${operator.name}(…).connect({ rows, … }, { fold: IN_MEMORY })`);
}

/** Rewrites the batches in order; while one is awaited or consumed, as many more as the session allows are at work. */
async function* rewritten(source: Dataset, session: Session, signal?: AbortSignal): AsyncGenerator<RecordBatch> {
  const { ahead = 0 } = session;
  const atWork: Promise<RecordBatch>[] = [];
  let firstRow = 0;
  try {
    for await (const batch of source.open(signal)) {
      const result = Promise.resolve(session.apply(batch, firstRow, ignoreReject));
      // A failure waits until its batch is due; until then it is not unhandled.
      result.catch(() => undefined);
      atWork.push(result);
      firstRow += batch.numRows;
      if (atWork.length > ahead) yield await atWork.shift()!;
    }
    while (atWork.length > 0) yield await atWork.shift()!;
  } finally {
    await Promise.allSettled(atWork);
  }
}

function rejectsOf(source: Dataset, start: (signal?: AbortSignal) => Promise<Session>): Dataset {
  return {
    schema: rejectsSchema(source.schema),
    async *open(signal) {
      const session = await start(signal);
      const collector = collectRejects(source.schema);
      try {
        let firstRow = 0;
        for await (const batch of source.open(signal)) {
          await session.apply(batch, firstRow, collector.sink);
          const rejected = collector.take(batch, firstRow);
          if (rejected !== null) yield rejected;
          firstRow += batch.numRows;
        }
      } finally {
        await session.close?.();
      }
    },
  };
}

function learned(source: Dataset, operator: LearnOperator, context: OperatorContext): (signal?: AbortSignal) => Promise<Session> {
  const decision = remember((signal) =>
    foldDataset(source, operator.fold(source.schema), context.fold, signal).then((measured) => operator.decide(measured)),
  );
  return async (signal) => operator.start(source.schema, await decision(signal));
}

function reduced(source: Dataset, operator: ReduceOperator, schema: Schema, context: OperatorContext): Dataset {
  const measured = remember((signal) => foldDataset(source, operator.fold(source.schema), context.fold, signal));
  return {
    schema,
    async *open(signal) {
      const result = await measured(signal);
      yield* operator.table(result, schema);
      context.onFindings?.(operator.findings?.(result) ?? {});
    },
  };
}
