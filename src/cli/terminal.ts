import { styleText } from 'node:util';

/** Where a command prints: plain text out, problems to the error stream, colours only where a person looks. */
export interface Terminal {
  readonly columns: number;
  /** Columns of the terminal that errors go to; undefined where they go to a file or a program, which want a line each. */
  readonly errorColumns?: number | undefined;
  /** Lines of the window that progress is drawn in. */
  readonly rows: number;
  /** Whether standard error is a terminal that understands cursor movement. */
  readonly live: boolean;
  readonly print: (line: string) => void;
  readonly error: (line: string) => void;
  /** Unbuffered text to standard error, for progress that is redrawn. */
  readonly raw: (text: string) => void;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

/** The process's own terminal. */
export function createTerminal(options: { color: boolean }): Terminal {
  const { stdout, stderr, env } = process;
  const colored =
    options.color && !env.NO_COLOR && (env.FORCE_COLOR ? true : stdout.isTTY === true) && env.TERM !== 'dumb';
  const paint = (style: Parameters<typeof styleText>[0]) => (text: string) =>
    colored ? styleText(style, text, { validateStream: false }) : text;
  return {
    columns: Math.max(40, Math.min(stdout.columns ?? 80, 120)),
    errorColumns: stderr.isTTY ? Math.max(40, Math.min(stderr.columns ?? 80, 120)) : undefined,
    rows: Math.max(10, stderr.rows ?? 24),
    live: stderr.isTTY === true && stdout.isTTY === true && env.TERM !== 'dumb' && !env.CI,
    print: (line) => void stdout.write(`${line}\n`),
    error: (line) => void stderr.write(`${line}\n`),
    raw: (text) => void stderr.write(text),
    bold: paint('bold'),
    dim: paint('dim'),
    red: paint('red'),
    green: paint('green'),
    yellow: paint('yellow'),
    cyan: paint('cyan'),
  };
}
