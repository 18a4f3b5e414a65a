// Time that tests hold to a limit: of the processor, so that a machine busy with other things does not count.

/**
 * Starts a clock.
 *
 * @returns tells how many milliseconds of processor time all threads of the process together took since then.
 */
export function processorClock(): () => number {
  const started = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 1000;
  };
}
