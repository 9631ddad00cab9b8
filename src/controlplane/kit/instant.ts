/** A moment as Kubernetes writes it: RFC 3339, UTC, whole seconds (metav1.Time). */
export function printInstant(millis: number): string {
  const known = printed.get(millis);
  if (known !== undefined) return known;
  const text = `${new Date(millis).toISOString().slice(0, 19)}Z`;
  if (printed.size >= mostPrinted) printed.clear();
  printed.set(millis, text);
  return text;
}

/** Much is written of few moments. */
const printed = new Map<number, string>();
const mostPrinted = 200;

/** A moment with microseconds (metav1.MicroTime). */
export const printMicroInstant = (millis: number): string => `${new Date(millis).toISOString().slice(0, 23)}000Z`;

/** Milliseconds since the epoch of an RFC 3339 text; undefined when there is none. */
export function readInstant(text: string | null | undefined): number | undefined {
  if (!text) return undefined;
  const known = read.get(text);
  if (known !== undefined) return known;
  const millis = Date.parse(text);
  if (Number.isNaN(millis)) return undefined;
  if (read.size >= mostPrinted) read.clear();
  read.set(text, millis);
  return millis;
}

const read = new Map<string, number>();
