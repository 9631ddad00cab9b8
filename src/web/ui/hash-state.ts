import { useEffect, useState } from 'preact/hooks';

/** What the address says behind its #: the view, what is chosen in it, and the key. */
export type HashState = Readonly<Record<string, string>>;

const read = (): HashState => Object.fromEntries(new URLSearchParams(location.hash.slice(1)));

/** Writes parts of the state into the address; empty ones go. A step back undoes it, unless it is told to take the place of the last one. */
export function setHash(parts: HashState, { replace = false } = {}): void {
  const next = new URLSearchParams({ ...read(), ...parts });
  for (const [name, value] of [...next]) if (value === '') next.delete(name);
  const hash = `#${next.toString()}`;
  if (hash === location.hash) return;
  if (replace) history.replaceState(null, '', hash);
  else history.pushState(null, '', hash);
  dispatchEvent(new Event('hashchange'));
}

/** A link to a state: what is not said stays. */
export const linkTo = (parts: HashState): string => {
  const next = new URLSearchParams({ ...read(), ...parts });
  for (const [name, value] of [...next]) if (value === '') next.delete(name);
  return `#${next.toString()}`;
};

/** The state of the address, again whenever it changes. */
export function useHash(): HashState {
  const [state, setState] = useState(read);
  useEffect(() => {
    const update = () => setState(read());
    addEventListener('hashchange', update);
    addEventListener('popstate', update);
    return () => {
      removeEventListener('hashchange', update);
      removeEventListener('popstate', update);
    };
  }, []);
  return state;
}
