/**
 * The three errors a user meets, one per reader: the plan's author, the data's owner, the person who answers for a
 * release. No message ever holds a cell value, a key or a third party's text; `docs/errors.md` explains every code.
 */

/** Codes of problems in a plan or in an operator's options. */
export type PlanProblemCode =
  | 'PLAN_SYNTAX'
  | 'PLAN_VERSION'
  | 'PLAN_TYPE'
  | 'PLAN_MISSING'
  | 'PLAN_UNKNOWN_OPTION'
  | 'PLAN_OUT_OF_RANGE'
  | 'PLAN_UNKNOWN_OP'
  | 'PLAN_UNKNOWN_TABLE'
  | 'PLAN_CYCLE'
  | 'PLAN_DUPLICATE_NAME'
  | 'PLAN_UNKNOWN_COLUMN'
  | 'PLAN_COLUMN_EXISTS'
  | 'PLAN_COLUMN_TYPE'
  | 'PLAN_COLUMN_ROLE'
  | 'PLAN_RAW_SECRET'
  | 'PLAN_UNKNOWN_SECRET'
  | 'PLAN_UNBOUND_INPUT'
  | 'PLAN_UNKNOWN_INPUT'
  | 'PLAN_UNUSED_TABLE'
  | 'PLAN_OP_ORDER'
  | 'PLAN_SCHEMA_MISMATCH'
  | 'PLAN_NULL_MATCHING'
  | 'PLAN_IDENTIFIER_REACHES_OUTPUT'
  | 'PLAN_PSEUDONYM_REACHES_PUBLIC'
  | 'PLAN_UNPROTECTED_CELLS'
  | 'PLAN_UNCHECKED_ROWS'
  | 'PLAN_INTERNAL_STATISTIC'
  | 'PLAN_DIFFERENCING'
  | 'PLAN_ALREADY_PSEUDONYMISED'
  | 'PLAN_WRONG_KEY'
  | 'PLAN_OUTPUT_PATH';

/** Codes of faults in the data or its files. */
export type DataErrorCode =
  | 'DATA_FILE_MISSING'
  | 'DATA_FILE_UNREADABLE'
  | 'DATA_FILE_EMPTY'
  | 'DATA_FORMAT'
  | 'DATA_TRUNCATED'
  | 'DATA_ENCODING'
  | 'DATA_NULL_BYTE'
  | 'DATA_HEADER'
  | 'DATA_COLUMN_MISSING'
  | 'DATA_COLUMN_UNDECLARED'
  | 'DATA_COLUMN_DUPLICATE'
  | 'DATA_COLUMN_TYPE'
  | 'DATA_FIELD_COUNT'
  | 'DATA_QUOTE'
  | 'DATA_FIELD_TOO_LONG'
  | 'DATA_ROW_TOO_LONG'
  | 'DATA_PAGE_TOO_LARGE'
  | 'DATA_VALUE_TYPE'
  | 'DATA_VALUE_RANGE'
  | 'DATA_NULL'
  | 'DATA_INVALID'
  | 'DATA_DUPLICATE_KEY'
  | 'DATA_OVERFLOW'
  | 'DATA_QUALITY'
  | 'DATA_MEMORY_LIMIT'
  | 'DATA_PAIR_LIMIT'
  | 'DATA_LIST_LIMIT'
  | 'DATA_READ_TWICE'
  | 'DATA_CHANGED'
  | 'DATA_WRITE'
  | 'DATA_SECRET';

/** Codes of refusals by a protection check or an audit. */
export type ProtectionErrorCode =
  | 'PROTECTION_K_ANONYMITY'
  | 'PROTECTION_PRIVACY_MODEL'
  | 'PROTECTION_MASKING'
  | 'PROTECTION_IDENTIFIER_FOUND'
  | 'PROTECTION_NIR_FOUND'
  | 'PROTECTION_LEAK_FOUND'
  | 'PROTECTION_CANARY_FOUND'
  | 'PROTECTION_UNSAFE_CELL'
  | 'PROTECTION_DIFFERENCING'
  | 'PROTECTION_ATTACK'
  | 'PROTECTION_SCHEMA';

/** Every code a user can meet. */
export type ErrorCode = PlanProblemCode | DataErrorCode | ProtectionErrorCode;

/** One thing wrong with a plan: where, which kind, and in words. */
export interface Problem {
  readonly code: PlanProblemCode;
  /** Path into the plan or the options, for example `tables.stays.steps[2].minCount`. */
  readonly path: string;
  /** A fragment without cell values, for example `expected an integer of at least 2, got 1`. */
  readonly message: string;
}

/** Tells the plan's author everything that is wrong with it, at once, before a row is read. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ code, path, message }) => `${path === '' ? 'plan' : path}: ${message} [${code}]`).join('\n'));
    this.problems = Object.freeze([...problems]);
  }
}

/** Where in the data a fault lies. */
export interface DataErrorDetail {
  /** Input, table or file the fault lies in, by its name in the plan. */
  readonly source?: string;
  readonly column?: string;
  /** Rows concerned. */
  readonly rowCount?: number;
  /** First row concerned; the first data row is 1. */
  readonly firstRow?: number;
  readonly path?: string;
}

/** Tells the data's owner what is wrong with a file or a column: code, column, row number, never the value. */
export class DataError extends Error {
  override readonly name = 'DataError';
  readonly code: DataErrorCode;
  readonly detail: DataErrorDetail;

  constructor(code: DataErrorCode, message: string, detail: DataErrorDetail = {}) {
    super(`${place(detail)}${message} [${code}]`);
    this.code = code;
    this.detail = Object.freeze({ ...detail });
  }
}

/** Says that a check or the audit refused a release; nothing was written. */
export class ProtectionError extends Error {
  override readonly name = 'ProtectionError';
  readonly code: ProtectionErrorCode;
  readonly detail: DataErrorDetail;

  constructor(code: ProtectionErrorCode, message: string, detail: DataErrorDetail = {}) {
    super(`${place(detail)}${message} [${code}]`);
    this.code = code;
    this.detail = Object.freeze({ ...detail });
  }
}

function place(detail: DataErrorDetail): string {
  const parts: string[] = [];
  if (detail.path !== undefined) parts.push(detail.path);
  if (detail.source !== undefined) parts.push(detail.source);
  if (detail.column !== undefined) parts.push(`column ${detail.column}`);
  if (detail.firstRow !== undefined) parts.push(`row ${detail.firstRow}`);
  return parts.length === 0 ? '' : `${parts.join(', ')}: `;
}

/**
 * Refuses a plan or options for one reason.
 *
 * @param code - the kind of problem.
 * @param path - where it lies.
 * @param message - a fragment without cell values.
 * @throws {PlanError} always.
 */
export function refusePlan(code: PlanProblemCode, path: string, message: string): never {
  throw new PlanError([{ code, path, message }]);
}
