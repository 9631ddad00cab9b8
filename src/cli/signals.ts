/**
 * Calls `onInterrupt` at the first Ctrl-C or termination request; a second one ends the process at once.
 * Returns the function that stops listening.
 */
export function untilInterrupted(onInterrupt: () => void): () => void {
  let asked = false;
  const listen = () => {
    if (asked) process.exit(130);
    asked = true;
    onInterrupt();
  };
  process.on('SIGINT', listen);
  process.on('SIGTERM', listen);
  return () => {
    process.off('SIGINT', listen);
    process.off('SIGTERM', listen);
  };
}
