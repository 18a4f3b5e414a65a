import { z } from 'zod';
import type { Json } from '../core/operator.ts';
import { AUDIENCES, type Audience } from '../core/roles.ts';

/** A file that was read or written. */
export interface FileRecord {
  /** SHA-256 of its bytes, 64 hexadecimal digits. */
  readonly sha256: string;
  readonly bytes: number;
}

/** What was read. */
export interface InputRecord {
  /** The files, in the order they were read; their names and places stay out. */
  readonly files: readonly FileRecord[];
  /** Rows accepted. */
  readonly rows: number;
  /** Rows refused, by reason code. */
  readonly rejected: Readonly<Record<string, number>>;
}

/** What one step did. */
export interface StepRecord {
  /** Path in the plan, for example `tables.extract.steps[2]`. */
  readonly path: string;
  readonly op: string;
  /** Counts, codes, ranks and sizes; never values. */
  readonly findings: Readonly<Record<string, Json>>;
}

/** A column as written. */
export interface ColumnRecord {
  readonly name: string;
  readonly type: string;
  readonly role: string;
}

/** What was written. */
export interface OutputRecord extends FileRecord {
  readonly file: string;
  readonly audience: Audience;
  readonly rows: number;
  readonly columns: readonly ColumnRecord[];
  /** What the audit looked at in the finished file. */
  readonly audit: Readonly<Record<string, Json>>;
}

/**
 * The internal account of a run. The same plan, inputs and keys give the same bytes: no clock, no machine, no paths.
 */
export interface Report {
  readonly format: 'a423-report/1';
  readonly title: string;
  readonly planDigest: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly inputs: Readonly<Record<string, InputRecord>>;
  readonly steps: readonly StepRecord[];
  readonly outputs: Readonly<Record<string, OutputRecord>>;
  /** Secrets used, by name; fingerprints stand in the findings of the steps that used them. */
  readonly secrets: readonly string[];
  /** Nonce of the release in hexadecimal, where codes differ from release to release. */
  readonly releaseNonce?: string;
  /** What this release does not protect against, in plain words. */
  readonly limits: readonly string[];
}

/** One public file, with what a reader needs to check it and nothing that undoes its protection. */
export interface EvidenceOutput extends FileRecord {
  readonly file: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Protection rules applied, without the parameters of dominance rules. */
  readonly protection: readonly string[];
  readonly audit: 'passed';
}

/**
 * The publishable account: an allow-list. Row counts, rejected rows and withheld cells stay out, since they can undo
 * what was withheld.
 */
export interface Evidence {
  readonly format: 'a423-evidence/1';
  readonly title: string;
  readonly planDigest: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, EvidenceOutput>>;
  /** Nonce of the release in hexadecimal, where codes differ from release to release. */
  readonly releaseNonce?: string;
  readonly limits: readonly string[];
}

/** When, where and how fast: the one account that differs from run to run. */
export interface RunRecord {
  readonly format: 'a423-run/1';
  readonly startedAt: string;
  readonly seconds: number;
  readonly rowsPerSecond: number;
  readonly peakMemoryBytes: number;
  readonly runtime: string;
  readonly machine: string;
  /** Times each input was read. */
  readonly passes: Readonly<Record<string, number>>;
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const nonce = z.string().regex(/^(?:[0-9a-f]{2}){16,64}$/);
const count = z.number().int().min(0);
const json: z.ZodType<Json> = z.json();
const file = { sha256, bytes: count };

/** Schema of `report.json`. */
export const reportSchema: z.ZodType<Report> = z.strictObject({
  format: z.literal('a423-report/1'),
  title: z.string(),
  planDigest: sha256,
  versions: z.record(z.string(), z.string()),
  inputs: z.record(z.string(), z.strictObject({ files: z.array(z.strictObject(file)), rows: count, rejected: z.record(z.string(), count) })),
  steps: z.array(z.strictObject({ path: z.string(), op: z.string(), findings: z.record(z.string(), json) })),
  outputs: z.record(
    z.string(),
    z.strictObject({
      ...file,
      file: z.string(),
      audience: z.enum(AUDIENCES as readonly ['internal', 'research', 'public']),
      rows: count,
      columns: z.array(z.strictObject({ name: z.string(), type: z.string(), role: z.string() })),
      audit: z.record(z.string(), json),
    }),
  ),
  secrets: z.array(z.string()),
  releaseNonce: nonce.exactOptional(),
  limits: z.array(z.string()),
});

/** Schema of `evidence.json`. */
export const evidenceSchema: z.ZodType<Evidence> = z.strictObject({
  format: z.literal('a423-evidence/1'),
  title: z.string(),
  planDigest: sha256,
  versions: z.record(z.string(), z.string()),
  outputs: z.record(
    z.string(),
    z.strictObject({
      ...file,
      file: z.string(),
      columns: z.array(z.strictObject({ name: z.string(), type: z.string() })),
      protection: z.array(z.string()),
      audit: z.literal('passed'),
    }),
  ),
  releaseNonce: nonce.exactOptional(),
  limits: z.array(z.string()),
});

/** Schema of `run.json`. */
export const runSchema: z.ZodType<RunRecord> = z.strictObject({
  format: z.literal('a423-run/1'),
  startedAt: z.iso.datetime(),
  seconds: z.number().min(0),
  rowsPerSecond: z.number().min(0),
  peakMemoryBytes: count,
  runtime: z.string(),
  machine: z.string(),
  passes: z.record(z.string(), count),
});
