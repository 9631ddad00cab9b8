import { useEffect, useState } from 'preact/hooks';
import { SourceError } from './source.ts';

/** What was asked for: on its way, here, or why not. */
export interface Asked<T> {
  readonly value?: T;
  readonly error?: SourceError;
  readonly isLoading: boolean;
}

/** Asks whenever one of `deps` changes; nothing where `ask` is undefined. An answer that comes too late is dropped. */
export function useAsked<T>(ask: (() => Promise<T>) | undefined, deps: readonly unknown[]): Asked<T> {
  const [state, setState] = useState<Asked<T>>({ isLoading: ask !== undefined });
  useEffect(() => {
    let isWanted = true;
    if (!ask) {
      setState({ isLoading: false });
      return;
    }
    setState((before) => ({ ...before, error: undefined, isLoading: true }));
    ask().then(
      (value) => isWanted && setState({ value, isLoading: false }),
      (thrown: unknown) => {
        const error = thrown instanceof SourceError ? thrown : new SourceError(String(thrown));
        if (isWanted) setState({ error, isLoading: false });
      },
    );
    return () => {
      isWanted = false;
    };
  }, deps);
  return state;
}
