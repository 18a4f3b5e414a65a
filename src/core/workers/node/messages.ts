/** What the pool asks of a thread; each request has one reply. */
export type Request =
  | { readonly kind: 'open'; readonly job: number; readonly task: number; readonly name: string; readonly setup: unknown; readonly secret: Uint8Array }
  | { readonly kind: 'run'; readonly job: number; readonly task: number; readonly part: unknown }
  | { readonly kind: 'close'; readonly job: number; readonly task: number };

/** What a thread answers. */
export type Reply =
  | { readonly job: number; readonly done: unknown }
  | { readonly job: number; readonly fault: { readonly name: string; readonly message: string } };

/**
 * Finds the memory of what is sent, to hand it over instead of copying it.
 *
 * @param value - plain data and typed arrays.
 * @returns every buffer once; those that are shared are not handed over.
 */
export function buffersOf(value: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const visit = (member: unknown): void => {
    if (ArrayBuffer.isView(member)) {
      if (member.buffer instanceof ArrayBuffer) found.add(member.buffer);
    } else if (typeof member === 'object' && member !== null) Object.values(member).forEach(visit);
  };
  visit(value);
  return [...found];
}
