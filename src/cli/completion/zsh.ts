import type { CommandWords, CompletionShell, OptionWords } from './command-words.ts';

/** Completion in zsh, by `_arguments` and `_describe` (zshcompsys). */
export const zsh: CompletionShell = {
  id: 'zsh',
  print: (commands) => `#compdef gatehouse
# source <(gatehouse completion zsh)
_gatehouse() {
  local -a commands
  commands=(
${commands.map(({ name, description }) => `    ${quote(`${name}:${description.replaceAll(':', '\\:')}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  shift words
  (( CURRENT-- ))
  case "$words[1]" in
${commands.map(commandCase).join('\n')}
  esac
}
compdef _gatehouse gatehouse
`,
};

/** A text in single quotes. */
const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const listOf = (values: readonly string[]): string => (values.length > 0 ? `(${values.join(' ')})` : '_files');

function commandCase({ name, options, subcommands, values }: CommandWords): string {
  const words = [...subcommands, ...values];
  const specs = [...options.map(specOf), quote(`*:argument:${listOf(words)}`)];
  return `    ${name}) _arguments \\\n${specs.map((spec) => `      ${spec}`).join(' \\\n')} ;;`;
}

const specOf = ({ flag, description, takesValue, values }: OptionWords): string =>
  quote(`${flag}[${description.replaceAll(/[[\]:\\]/g, '\\$&')}]${takesValue ? `:value:${listOf(values)}` : ''}`);
