/** A condition as a controller writes it, but for its time. */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False';
  readonly observedGeneration: number;
  readonly reason: string;
  readonly message: string;
}

/** Whose condition it is. */
interface Observed {
  readonly metadata: { readonly generation?: number };
}

/** A condition that says what is wrong; `Conflicted` says it by being true. */
export const fault = (
  { metadata }: Observed,
  type: 'Accepted' | 'Conflicted' | 'Programmed' | 'ResolvedRefs',
  reason: string,
  message = '',
): Condition => ({
  type,
  status: type === 'Conflicted' ? 'True' : 'False',
  observedGeneration: metadata.generation ?? 0,
  reason,
  message,
});

/** A condition that says that all is well. */
export const holds = ({ metadata }: Observed, type: string, reason: string, message = ''): Condition => ({
  type,
  status: 'True',
  observedGeneration: metadata.generation ?? 0,
  reason,
  message,
});
