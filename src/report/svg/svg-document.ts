import { svgStyle } from './svg-style.ts';
import { escapeMarkup } from './svg-text.ts';

/** What a picture is made of. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** What it shows, for whoever does not see it. */
  readonly description: string;
  readonly body: readonly string[];
}

/** A picture as a file: by itself, without anything from elsewhere. */
export const printSvg = ({ width, height, title, description, body }: Picture): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc">`,
    `<title id="title">${escapeMarkup(title)}</title>`,
    `<desc id="desc">${escapeMarkup(description)}</desc>`,
    `<style>${svgStyle}</style>`,
    `<rect class="paper" width="${width}" height="${height}" rx="8"/>`,
    ...body,
    '</svg>',
    '',
  ].join('\n');
