/** What the pool asks of a thread; each request has one reply. */
export type Request =
  | { readonly kind: 'open'; readonly job: number; readonly task: number; readonly name: string; readonly setup: unknown; readonly secret: Uint8Array }
  | { readonly kind: 'run'; readonly job: number; readonly task: number; readonly part: unknown }
  | { readonly kind: 'close'; readonly job: number; readonly task: number };

/** What a thread answers. */
export type Reply =
  | { readonly job: number; readonly done: unknown }
  | { readonly job: number; readonly fault: { readonly name: string; readonly message: string } };
