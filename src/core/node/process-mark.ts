import { readFile } from 'node:fs/promises';
import process from 'node:process';

/**
 * Names this process in what it leaves on a disk, so that a later one can tell whether it still runs.
 *
 * @returns process id and, where the system tells it, start time: `4711-183920`. A process id alone comes back (the
 *   first process of every container is 1).
 */
export async function processMark(): Promise<string> {
  return `${process.pid}-${(await statusOf(process.pid))?.start ?? 0}`;
}

/**
 * Tells whether a process still runs.
 *
 * @param mark - what {@link processMark} gave in that process.
 * @returns `false` when it ended, is another one by now, or when the text is no mark; `true` in doubt.
 * @remarks Sees the processes of its own machine, or container, only.
 */
export async function isRunning(mark: string): Promise<boolean> {
  const parts = /^([1-9]\d*)-(\d+)$/.exec(mark);
  if (parts === null) return false;
  const processId = Number(parts[1]);
  if (!answers(processId)) return false;
  const status = await statusOf(processId);
  if (status === null || parts[2] === '0') return true;
  return status.start === parts[2] && !status.isOver;
}

function answers(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

interface Status {
  /** Clock ticks between the start of the system and that of the process. */
  readonly start: string;
  /** Whether it has ended and only waits for its parent to ask. */
  readonly isOver: boolean;
}

/** Reads what Linux tells of a process; `null` elsewhere, or when it is gone. */
async function statusOf(processId: number): Promise<Status | null> {
  const text = await readFile(`/proc/${processId}/stat`, 'latin1').catch(() => '');
  // The second field is the name in brackets, which may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const start = fields[19];
  return start === undefined ? null : { start, isOver: fields[0] === 'Z' || fields[0] === 'X' };
}
