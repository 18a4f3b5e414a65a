import { DataError, PlanError, ProtectionError } from '../core/errors.ts';

/** What the command's exit status says. */
export const EXIT: Readonly<Record<'ok' | 'unexpected' | 'usage' | 'plan' | 'data' | 'protection' | 'interrupted', number>> = Object.freeze({
  ok: 0,
  /** A fault of the program itself. */
  unexpected: 1,
  /** Wrong arguments. */
  usage: 2,
  /** The plan is wrong; nothing was read. */
  plan: 3,
  /** A file or the data in it is wrong; nothing was written. */
  data: 4,
  /** A check or the audit refused the release; nothing was written. */
  protection: 5,
  /** Stopped by the user; nothing was written. */
  interrupted: 130,
});

/** Says that the arguments are wrong; the message is for the person who typed them. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Chooses the exit status of an error.
 *
 * @param error - what was thrown.
 * @returns one of {@link EXIT}.
 */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof PlanError) return EXIT.plan;
  if (error instanceof DataError) return EXIT.data;
  if (error instanceof ProtectionError) return EXIT.protection;
  if (error instanceof Error && error.name === 'AbortError') return EXIT.interrupted;
  return EXIT.unexpected;
}
