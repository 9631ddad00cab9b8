/** Text fit for SVG and HTML, in elements and attributes. */
export const escapeMarkup = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    // XML refuses them, in any form.
    .replaceAll(/\p{Cc}/gu, ' ');

/** Width in pixels that a text takes, roughly: no font is asked, so that the same input gives the same bytes everywhere. */
export const widthOf = (text: string, size: number): number => Math.ceil(text.length * size * 0.58);

/** A text cut in its middle so that it takes no more than `width` pixels: its ends tell names apart. */
export function shorten(text: string, width: number, size: number): string {
  const most = Math.floor(width / (size * 0.58));
  if (text.length <= most) return text;
  const tail = Math.floor((most - 1) / 2);
  return `${text.slice(0, most - 1 - tail)}…${text.slice(text.length - tail)}`;
}

/** Attributes of an element, in the order given; undefined ones are left out. */
export const attributes = (values: Readonly<Record<string, string | number | undefined>>): string =>
  Object.entries(values)
    .flatMap(([name, value]) => (value === undefined ? [] : [` ${name}="${escapeMarkup(String(value))}"`]))
    .join('');
