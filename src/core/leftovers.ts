/**
 * Has something removed when the process ends before it could be removed in order: a second Ctrl-C, a signal in the middle of work, a
 * mistake of ours. `remove` must do its work at once (no promises). The returned function calls it off.
 */
export function removeAtExit(remove: () => void): () => void {
  const listen = () => {
    try {
      remove();
    } catch {
      // Nobody is left who could do anything about it.
    }
  };
  process.once('exit', listen);
  return () => void process.off('exit', listen);
}
