import { arch, cpus, platform } from 'node:os';
import process from 'node:process';
import { attackPublishedCells, auditOutput, collectCanaries, type Canaries } from '../../audit/index.ts';
import { spillStore, type DiskSpillStore } from '../../core/node.ts';
import { workerPool, type WorkerPool } from '../../core/workers/node/index.ts';
import { columnTypeOf } from '../../core/arrow.ts';
import type { Dataset } from '../../core/dataset.ts';
import { ProtectionError } from '../../core/errors.ts';
import { cellTableOf, roleOf } from '../../core/field.ts';
import type { FoldContext } from '../../core/fold.ts';
import type { Findings, Json } from '../../core/operator.ts';
import { recomputableCells } from '../../protect/index.ts';
import { evidenceOf, reportMarkdown, type InputRecord, type OutputRecord, type Report, type RunRecord, type StepRecord } from '../../report/index.ts';
import { hexadecimal } from '../../pseudonymise/index.ts';
import { createRelease, type CommittedRelease, type Release } from '../../write/node/index.ts';
import { compilePlan, type CompiledPlan, type ConnectedPlan } from '../compile.ts';
import { limitsOf, minCountsOf } from '../limits.ts';
import { recheckRows } from '../recheck-rows.ts';
import { inRowOrder } from '../row-order.ts';
import { VERSIONS } from '../version.ts';
import { bindInput, patternsOf, type HashedInput } from './bind-input.ts';
import { resolveSecrets, wipeSecrets, type Secrets } from './bind-secrets.ts';
import { checkComparable } from './check-comparable.ts';
import { compareContents } from './compare-contents.ts';
import { checkFingerprints } from './check-fingerprints.ts';
import { checkBindings, checkFiles, checkOptionNames } from './check-run.ts';
import { outputFile, outputSource, writeOutput, type WrittenFile } from './outputs.ts';
import { reportProgress } from './report-progress.ts';
import type { RunOptions } from './run-options.ts';

/** A finished run. */
export interface RunResult {
  readonly release: CommittedRelease;
  readonly report: Report;
}

/**
 * Runs a plan from files to a release: reads, works, writes aside, audits the finished files, then makes them current
 * by one atomic rename.
 *
 * @param value - a plan, or what `parsePlan` gave.
 * @param options - files, secrets and the folder of releases.
 * @returns the release and its internal report.
 * @throws {PlanError} before any row is read, with every problem.
 * @throws {DataError} when a file or its data is wrong.
 * @throws {ProtectionError} when a check or the audit refuses.
 * @remarks Whatever is thrown, nothing of this run remains and the release that was current still is. Memory: a few
 *   batches and what `explainPlan` says of the steps.
 */
export async function runPlan(value: unknown, options: RunOptions): Promise<RunResult> {
  try {
    return await runChecked(value, options);
  } finally {
    wipeSecrets(options.secrets ?? {});
  }
}

async function runChecked(value: unknown, options: RunOptions): Promise<RunResult> {
  const started = process.hrtime.bigint();
  const startedAt = new Date().toISOString();
  checkOptionNames(options);
  const compiled = compilePlan(value);
  checkBindings(compiled, options);
  const inputs = await bindInputs(compiled, options);
  checkFiles(compiled, inputs);
  const release = await createRelease(options.out);
  const pool = poolOf(options);
  let spill: DiskSpillStore | null = null;
  let connected: ConnectedPlan | null = null;
  let secrets: Secrets = {};
  try {
    secrets = await resolveSecrets(options.secrets ?? {});
    spill = await spillStore(options.out);
    const run = new Map<string, StepRecord>();
    const canaries = collectCanaries();
    connected = connect(compiled, inputs, canaries, { spill, pool, secrets, run }, options);
    await checkFingerprints(connected.layout, compiled.plan, options.out);
    checkComparable(connected.layout, compiled.plan);
    const written = await writeOutputs(compiled, connected.tables, release, foldContext({ spill, pool }, options), options);
    for (const input of Object.values(inputs)) await input.checkUnchanged();
    const audits = await auditOutputs(compiled, written, release, canaries, options);
    const report = makeReport(compiled, inputs, written, { audits, run, releaseNonce: options.releaseNonce });
    await release.writeText('report.json', `${JSON.stringify(report, null, 2)}\n`);
    await release.writeText('report.md', reportMarkdown(report));
    await release.writeText('evidence.json', `${JSON.stringify(evidenceOf(report, protectionOf(compiled)), null, 2)}\n`);
    await release.writeText('run.json', `${JSON.stringify(makeRunRecord(inputs, startedAt, started), null, 2)}\n`);
    options.onProgress?.({ phase: 'commit', name: options.out, rows: 0 });
    options.signal?.throwIfAborted();
    return { release: await release.commit(), report };
  } catch (error) {
    await release.abort();
    throw error;
  } finally {
    connected?.wipe();
    wipeSecrets(secrets);
    await pool?.close();
    await spill?.close();
  }
}

/** Makes the threads of this run alone; a pool that was given stays its owner's. */
function poolOf({ workers = 0 }: RunOptions): WorkerPool | null {
  return typeof workers === 'number' && workers > 0 ? workerPool({ workers }) : null;
}

async function bindInputs(compiled: CompiledPlan, options: RunOptions): Promise<Record<string, HashedInput>> {
  const inputs: Record<string, HashedInput> = {};
  for (const [name, input] of Object.entries(compiled.plan.inputs)) {
    options.onProgress?.({ phase: 'hash', name, rows: 0 });
    const paths = options.inputs[name]!;
    const bound = await bindInput(name, input, { patterns: patternsOf(paths), out: options.out });
    inputs[name] = await bound.hash(options.signal);
  }
  return inputs;
}

function connect(
  compiled: CompiledPlan,
  inputs: Readonly<Record<string, HashedInput>>,
  canaries: Canaries,
  { spill, pool, secrets, run }: { readonly spill: DiskSpillStore; readonly pool: WorkerPool | null; readonly secrets: Secrets; readonly run: Map<string, StepRecord> },
  options: RunOptions,
): ConnectedPlan {
  const ports = Object.entries(inputs).map(([name, input]) => {
    const watched = canaries.watch(input.ports.rows);
    return [name, { rows: reportProgress(watched, name, options.onProgress), rejects: input.ports.rejects }] as const;
  });
  return compiled.connect({
    inputs: Object.fromEntries(ports),
    secrets,
    ...(options.releaseNonce === undefined ? {} : { releaseNonce: options.releaseNonce }),
    fold: foldContext({ spill, pool }, options),
    onFindings: (path: string, op: string, findings: Findings) => run.set(path, { path, op, findings }),
  });
}

function foldContext({ spill, pool }: { readonly spill: DiskSpillStore; readonly pool: WorkerPool | null }, options: RunOptions): FoldContext {
  const parallel = typeof options.workers === 'object' ? options.workers : pool;
  return { spill, maxMemoryBytes: options.maxMemoryBytes ?? 2 ** 30, ...(parallel === null ? {} : { parallel }) };
}

async function writeOutputs(
  compiled: CompiledPlan,
  tables: ReadonlyMap<string, Dataset>,
  release: Release,
  fold: FoldContext,
  options: RunOptions,
): Promise<Record<string, WrittenFile>> {
  const written: Record<string, WrittenFile> = {};
  for (const [name, output] of Object.entries(compiled.plan.outputs)) {
    written[name] = await writeOutput(name, output, inRowOrder(compiled.plan, output, tables.get(output.table)!, fold), release, { signal: options.signal, parallel: fold.parallel });
  }
  return written;
}

async function auditOutputs(
  compiled: CompiledPlan,
  written: Readonly<Record<string, WrittenFile>>,
  release: Release,
  canaries: Canaries,
  options: RunOptions,
): Promise<Record<string, Findings>> {
  const audits: Record<string, Findings> = {};
  const compare = compareContents(compiled.plan);
  for (const [name, output] of Object.entries(compiled.plan.outputs)) {
    options.onProgress?.({ phase: 'audit', name, rows: 0 });
    const { schema } = written[name]!;
    const source = await outputSource(name, output, schema, release);
    const audited = { name, audience: output.audience, promised: schema, minCounts: minCountsOf(compiled.plan, output.table), ...source };
    audits[name] = await auditOutput(audited, canaries.values(), options.signal);
    if (output.audience !== 'public') continue;
    await compare(name, source.rows, options.signal);
    const published: Dataset = { ...source.rows, schema };
    if (cellTableOf(schema) !== null) await refuseDifferences(name, published, options.signal);
    const judged = await recheckRows(compiled.plan, output, published, options.signal);
    if (judged !== null) audits[name] = { ...audits[name], models: [...judged] };
  }
  return audits;
}

/** The second line behind the plan's own check: whatever the plan says, no cell of the finished file is a union of others that nobody attacked. */
async function refuseDifferences(name: string, published: Dataset, signal?: AbortSignal): Promise<void> {
  const { relations, recomputable } = await recomputableCells(published, signal);
  if (recomputable === 0 && relations === 0) return;
  if (recomputable === 0 && cellTableOf(published.schema)?.attacked === true) {
    await refuseCertainCells(name, published, signal);
    return;
  }
  const message = `${relations} totals stand beside the cells they unite, and ${recomputable} withheld cells follow by subtraction`;
  throw new ProtectionError('PROTECTION_DIFFERENCING', message, { source: name });
}

/** The step attacked what it was about to publish; this attacks what stands in the file, knowing nothing else. */
async function refuseCertainCells(name: string, published: Dataset, signal?: AbortSignal): Promise<void> {
  const attacks = await attackPublishedCells(published, () => performance.now(), signal);
  // Noise adds up to nothing; what nobody withheld cannot be worked out.
  const found = attacks.reduce((sum, { withheld, exact, contradictions }) => sum + (withheld === 0 ? 0 : exact + contradictions), 0);
  if (found > 0) throw new ProtectionError('PROTECTION_DIFFERENCING', `${found} withheld figures of the finished file are certain, or its totals are not what their parts allow`, { source: name });
}

interface RunFindings {
  readonly audits: Readonly<Record<string, Findings>>;
  readonly run: ReadonlyMap<string, StepRecord>;
  readonly releaseNonce: Uint8Array | undefined;
}

function makeReport(
  compiled: CompiledPlan,
  inputs: Readonly<Record<string, HashedInput>>,
  written: Readonly<Record<string, WrittenFile>>,
  { audits, run, releaseNonce }: RunFindings,
): Report {
  const { plan } = compiled;
  const outputs = Object.entries(plan.outputs).map(([name, output]): [string, OutputRecord] => {
    const { schema, rows, sha256, bytes } = written[name]!;
    const columns = schema.fields.map((field) => ({ name: field.name, type: columnTypeOf(field.type) ?? String(field.type), role: roleOf(field) }));
    return [name, { file: outputFile(name, output), audience: output.audience, rows, columns, sha256, bytes, audit: audits[name] as Record<string, Json> }];
  });
  return {
    format: 'a423-report/1',
    title: plan.title,
    planDigest: compiled.digest,
    versions: VERSIONS,
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, input]): [string, InputRecord] => [name, input.record()]).sort(byName)),
    steps: [...run.values()].sort((left, right) => comparePaths(left.path, right.path)),
    outputs: Object.fromEntries(outputs.sort(byName)),
    secrets: compiled.secrets,
    ...(releaseNonce === undefined ? {} : { releaseNonce: hexadecimal(releaseNonce) }),
    limits: limitsOf(compiled),
  };
}

/** The order in which a plan was written down is no part of its digest, so it may not show in a report. */
function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1;
}

function comparePaths(left: string, right: string): number {
  return left.localeCompare(right, 'en', { numeric: true });
}

function protectionOf(compiled: CompiledPlan): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(compiled.plan.outputs).map(([name, output]) => {
      const schema = compiled.layout.schemas.get(output.table);
      return [name, schema === undefined ? [] : (cellTableOf(schema)?.protection ?? [])];
    }),
  );
}

function makeRunRecord(inputs: Readonly<Record<string, HashedInput>>, startedAt: string, started: bigint): RunRecord {
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const rows = Object.values(inputs).reduce((sum, input) => sum + input.rows(), 0);
  return {
    format: 'a423-run/1',
    startedAt,
    seconds,
    rowsPerSecond: Math.round(rows / seconds),
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    runtime: `node ${process.version}`,
    machine: `${platform()} ${arch()}, ${cpus().length} processors`,
    passes: Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.passes()])),
  };
}
