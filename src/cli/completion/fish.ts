import type { CommandWords, CompletionShell, OptionWords } from './command-words.ts';

/** Completion in fish, a line each (https://fishshell.com/docs/current/completions.html). */
export const fish: CompletionShell = {
  id: 'fish',
  print: (commands) =>
    [
      '# gatehouse completion fish | source',
      ...commands.map(
        ({ name, description }) =>
          `complete -c gatehouse -n __fish_use_subcommand -f -a ${name} -d ${quote(description)}`,
      ),
      ...commands.flatMap(linesOf),
      '',
    ].join('\n'),
};

/** A text in single quotes. */
const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

function linesOf({ name, options, subcommands, values }: CommandWords): readonly string[] {
  const start = `complete -c gatehouse -n ${quote(`__fish_seen_subcommand_from ${name}`)}`;
  const words = [...subcommands, ...values];
  return [
    ...options.map((option) => `${start} ${optionOf(option)}`),
    ...(words.length > 0 ? [`${start} -f -a ${quote(words.join(' '))}`] : []),
  ];
}

function optionOf({ flag, description, takesValue, values }: OptionWords): string {
  const value = values.length > 0 ? `-x -a ${quote(values.join(' '))} ` : takesValue ? '-r -F ' : '-f ';
  return `-l ${flag.slice(2)} ${value}-d ${quote(description)}`;
}
