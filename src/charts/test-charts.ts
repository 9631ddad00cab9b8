import { gzipSync } from 'node:zlib';
import { archiveOf } from './read-archive.ts';

/** Files of a chart by path below its folder. */
export type ChartFiles = Readonly<Record<string, string>>;

/** Chart.yaml of a chart, and what else it says. */
export const metadata = (name: string, more = '', version = '1.0.0'): string =>
  `apiVersion: v2\nname: ${name}\nversion: ${version}\n${more}`;

/** A chart of these files; without a Chart.yaml of its own it gets one. */
export const makeChart = (name: string, files: ChartFiles) =>
  archiveOf(
    new Map(
      Object.entries({ 'Chart.yaml': metadata(name), ...files }).map(([path, text]) => [path, Buffer.from(text)]),
    ),
    'a test',
  );

/** An entry of a tar archive. */
interface Entry {
  readonly path: string;
  readonly text: string;
  /** `0` a file, `2` a symbolic link, `5` a folder, `L` a long name. */
  readonly type?: string;
}

/** A packed archive (`.tgz`) of these entries, as they are. */
export const packEntries = (entries: readonly Entry[]): Buffer =>
  gzipSync(Buffer.concat([...entries.flatMap(writeEntry), Buffer.alloc(1024)]));

/** A packed chart in a folder of its name. */
export const packChart = (name: string, files: ChartFiles): Buffer =>
  packEntries(
    Object.entries({ 'Chart.yaml': metadata(name), ...files }).map(([path, text]) => ({
      path: `${name}/${path}`,
      text,
    })),
  );

function writeEntry({ path, text, type = '0' }: Entry): readonly Buffer[] {
  const content = Buffer.from(text);
  const header = Buffer.alloc(512);
  header.write(path.slice(0, 100), 0);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write(type, 156);
  header.write('ustar\x0000', 257);
  return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
}
