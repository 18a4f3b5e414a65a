import { refusePlan } from './errors.ts';

/**
 * Finds what enters an operator by a port.
 *
 * @param inputs - tables or schemas by port.
 * @param name - the port.
 * @returns what enters there.
 * @throws {PlanError} `PLAN_MISSING` when nothing does.
 */
export function inputPort<Input>(inputs: Readonly<Record<string, Input>>, name: string): Input {
  const input = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
  if (input === undefined) refusePlan('PLAN_MISSING', name, 'expected a table for this port');
  return input;
}
