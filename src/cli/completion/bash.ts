import type { CommandWords, CompletionShell } from './command-words.ts';

/** Completion in bash, as its manual describes it (Programmable Completion). */
export const bash: CompletionShell = {
  id: 'bash',
  print: (commands) => `# source <(gatehouse completion bash)
_gatehouse() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" command="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${COMP_WORDS[i]}" in
      -*) ;;
      *) command="\${COMP_WORDS[i]}"; break ;;
    esac
  done
  case "$command $prev" in
${commands.flatMap(valueCases).join('\n')}
  esac
  case "$command" in
    "") COMPREPLY=($(compgen -W ${quote(['--help', '--version', ...commands.map(({ name }) => name)])} -- "$cur")) ;;
${commands.map(commandCase).join('\n')}
  esac
}
complete -o filenames -F _gatehouse gatehouse
`,
};

const quote = (words: readonly string[]): string => `'${words.join(' ')}'`;

const valueCases = ({ name, options }: CommandWords): readonly string[] =>
  options
    .filter(({ takesValue }) => takesValue)
    .map(({ flag, values }) => {
      const words = values.length > 0 ? `-W ${quote(values)}` : '-f';
      return `    ${quote([name, flag])}) COMPREPLY=($(compgen ${words} -- "$cur")); return ;;`;
    });

function commandCase({ name, options, subcommands, values }: CommandWords): string {
  const flags = `compgen -W ${quote(options.map(({ flag }) => flag))} -- "$cur"`;
  const words = [...subcommands, ...values];
  const other = words.length > 0 ? `compgen -W ${quote(words)} -- "$cur"` : 'compgen -f -- "$cur"';
  return `    ${name}) if [[ "$cur" == -* ]]; then COMPREPLY=($(${flags})); else COMPREPLY=($(${other})); fi ;;`;
}
