/** A moment as Kubernetes writes it: RFC 3339, UTC, whole seconds (metav1.Time). */
export const printInstant = (millis: number): string => `${new Date(millis).toISOString().slice(0, 19)}Z`;

/** A moment with microseconds (metav1.MicroTime). */
export const printMicroInstant = (millis: number): string => `${new Date(millis).toISOString().slice(0, 23)}000Z`;

/** Milliseconds since the epoch of an RFC 3339 text; undefined when there is none. */
export function readInstant(text: string | null | undefined): number | undefined {
  if (!text) return undefined;
  const millis = Date.parse(text);
  return Number.isNaN(millis) ? undefined : millis;
}
