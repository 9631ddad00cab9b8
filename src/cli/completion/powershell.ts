import type { CommandWords, CompletionShell } from './command-words.ts';

/** Completion in PowerShell, by `Register-ArgumentCompleter -Native` (about_Functions_Argument_Completion). */
export const powershell: CompletionShell = {
  id: 'powershell',
  print: (commands) => `# gatehouse completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName gatehouse -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $commands = [ordered]@{
${commands.map(commandEntry).join('\n')}
  }
  $typed = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
  $given = @($typed | Select-Object -Skip 1 | Where-Object { $_ -notlike '-*' })
  if ($given.Count -eq 0) {
    $found = @($commands.Keys | ForEach-Object { @{ word = $_; text = $commands[$_].text } }) + @(@{ word = '--help'; text = '' }, @{ word = '--version'; text = '' })
  } elseif ($commands.Contains($given[0])) {
    $command = $commands[$given[0]]
    $last = $typed[-1]
    if ($command.values.ContainsKey($last)) {
      if ($command.values[$last].Count -eq 0) { return }
      $found = @($command.values[$last] | ForEach-Object { @{ word = $_; text = '' } })
    } elseif ($wordToComplete -like '-*') {
      $found = @($command.options.Keys | ForEach-Object { @{ word = $_; text = $command.options[$_] } })
    } elseif ($command.words.Count -gt 0) {
      $found = @($command.words | ForEach-Object { @{ word = $_; text = '' } })
    } else { return }
  } else { return }
  $found | Where-Object { $_.word -like "$wordToComplete*" } | ForEach-Object {
    $text = if ($_.text) { $_.text } else { $_.word }
    [System.Management.Automation.CompletionResult]::new($_.word, $_.word, 'ParameterValue', $text)
  }
}
`,
};

/** A text in single quotes. */
const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const listOf = (words: readonly string[]): string => `@(${words.map(quote).join(', ')})`;

function commandEntry({ name, description, options, subcommands, values }: CommandWords): string {
  const described = options.map(({ flag, description: text }) => `${quote(flag)} = ${quote(text)}`);
  const taking = options
    .filter(({ takesValue }) => takesValue)
    .map(({ flag, values: given }) => `${quote(flag)} = ${listOf(given)}`);
  return `    ${quote(name)} = @{
      text = ${quote(description)}
      words = ${listOf([...subcommands, ...values])}
      options = [ordered]@{ ${described.join('; ')} }
      values = @{ ${taking.join('; ')} }
    }`;
}
