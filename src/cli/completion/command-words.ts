import type { Command, Option } from 'commander';

/** What may be typed after a command. */
export interface CommandWords {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionWords[];
  /** Names of the commands below it. */
  readonly subcommands: readonly string[];
  /** What its argument may be, where it is no path. */
  readonly values: readonly string[];
}

/** An option: its long form, and what may follow it. */
export interface OptionWords {
  readonly flag: string;
  readonly description: string;
  /** Whether a value follows. */
  readonly takesValue: boolean;
  /** The values there are; a path where there are none. */
  readonly values: readonly string[];
}

/** A shell, and the script that completes the commands in it. */
export interface CompletionShell {
  readonly id: 'bash' | 'zsh' | 'fish' | 'powershell';
  readonly print: (commands: readonly CommandWords[]) => string;
}

/** What may be typed, read from the commands as they are; `valuesOf` says what the argument of a command may be. */
export const commandWords = (
  program: Command,
  valuesOf: (name: string) => readonly string[] = () => [],
): readonly CommandWords[] =>
  program.commands.map((command) => ({
    name: command.name(),
    description: oneLine(command.description()),
    options: optionsOf(command),
    subcommands: command.commands.map((each) => each.name()),
    values: valuesOf(command.name()),
  }));

/** Its own options and those of the commands below it, once each. */
function optionsOf(command: Command): readonly OptionWords[] {
  const all = [command, ...command.commands].flatMap(({ options }) => options.filter(({ long }) => long));
  const once = new Map(all.map((option) => [option.long ?? '', wordsOf(option)] as const));
  const help = { flag: '--help', description: 'display help for command', takesValue: false, values: [] };
  return [...once.values(), help].sort((a, b) => (a.flag < b.flag ? -1 : 1));
}

const wordsOf = ({ long, description, required, optional }: Option): OptionWords => ({
  flag: long ?? '',
  description: oneLine(description),
  takesValue: required || optional,
  values: required || optional ? valuesIn(description) : [],
});

/** Descriptions of options with a few values begin with them: `text, json or sarif`. */
const valuesIn = (description: string): readonly string[] =>
  /^(?:[a-z0-9-]+, )*[a-z0-9-]+ or [a-z0-9-]+(?= \(|$)/.exec(description)?.[0].split(/, | or /) ?? [];

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');
