import { GatehouseError } from '../../core/errors.ts';
import { hasErrors, hasUnknowns } from '../../core/finding.ts';
import { type AddCommand, readEach, withCommonOptions } from '../command.ts';
import type { Asked, SecretsOptions } from './secrets-asked.ts';

const words: Readonly<Record<string, string>> = { encrypt: 'encrypted', rotate: 'rotated' };

export const addSecrets: AddCommand = (program, terminal, done, signals) => {
  withCommonOptions(program.command('secrets'))
    .description('Secrets in the repository, encrypted with SOPS and age as sops itself does it')
    .argument('<verb>', 'init, encrypt, decrypt, edit, rotate or check')
    .argument('[paths...]', 'files; for init and check a folder (default: .)')
    .option(
      '--key <file>',
      'file of the age key (default: where sops looks: SOPS_AGE_KEY, SOPS_AGE_KEY_FILE, keys.txt)',
    )
    .option(
      '--age <recipients>',
      'encrypt for these recipients (with commas, or several times), and not as .sops.yaml says',
      (given: string, before: readonly string[] = []) => [...before, ...given.split(',').map((one) => one.trim())],
    )
    .option(
      '--from <key=file>',
      'init: a file that holds a value for what the lab names, as KEY=FILE or NAME/KEY=FILE (several times)',
      readEach,
    )
    .option('--strict', 'check: exit 1 for what is not known, too')
    .addHelpText('after', helpText)
    .action(async (verb: string, paths: readonly string[], options: SecretsOptions) => {
      done(await runSecrets({ verb, paths, options, terminal, signals }));
    });
};

const helpText = `
init     makes an age key and a .sops.yaml, and the encrypted files that a lab names: each value comes from --from, from the
         variable GATEHOUSE_SECRET_NAME_KEY, or is asked for; what may be any is made. Nothing is ever overwritten
encrypt  encrypts files in place, as .sops.yaml says
decrypt  prints a file in clear
edit     opens a file in clear in $EDITOR and encrypts it again
rotate   encrypts files with a new data key, for the recipients of .sops.yaml
check    what must be encrypted is, for whom .sops.yaml says, and untouched

exit: 0 done or nothing wrong, 1 check found errors, 2 could not run`;

async function runSecrets(asked: Asked): Promise<number> {
  const verb = verbs[asked.verb];
  if (!verb) throw new TypeError(`secrets ${asked.verb}: must be ${Object.keys(verbs).join(', ')}`);
  const { isSnapshot } = await import('../../app/doctor-snapshot.ts');
  for (const path of asked.paths) if (await isSnapshot(path)) throw ofWhatRuns(path);
  return await verb(asked);
}

const ofWhatRuns = (path: string): GatehouseError =>
  new GatehouseError(`${path} is a snapshot of what runs: values of Secrets were left out of it`, {
    hint: 'name the folder of its repository, or the files in it',
  });

const verbs: Readonly<Record<string, (asked: Asked) => Promise<number>>> = {
  init: async (asked) => (await import('./secrets-init.ts')).runInit(asked),
  encrypt: runChange,
  decrypt: runDecrypt,
  edit: runEdit,
  rotate: runChange,
  check: runCheck,
};

async function runChange({ verb, paths, options, terminal }: Asked): Promise<number> {
  const { encryptFiles, rotateFiles } = await import('../../app/secrets-change.ts');
  requirePaths(verb, paths);
  if (verb === 'encrypt') await encryptFiles(paths, options.age);
  else await rotateFiles(paths, { env: process.env, key: options.key });
  if (options.output === 'json') terminal.print(JSON.stringify({ schemaVersion: 1, files: paths }, undefined, 2));
  else if (!options.quiet) for (const file of paths) terminal.print(`${words[verb]} ${file}`);
  return 0;
}

async function runDecrypt({ verb, paths, options, terminal }: Asked): Promise<number> {
  const { decryptFile } = await import('../../app/secrets-change.ts');
  const { encodingOf } = await import('../../sops/formats.ts');
  requirePaths(verb, paths);
  for (const file of paths) {
    const { text } = await decryptFile(file, { env: process.env, key: options.key });
    if (encodingOf(file) === 'latin1' && options.output !== 'json') {
      process.stdout.write(Buffer.from(text, 'latin1'));
      continue;
    }
    if (options.output === 'json') terminal.print(JSON.stringify({ schemaVersion: 1, file, text }, undefined, 2));
    else terminal.print(text.replace(/\n$/, ''));
  }
  return 0;
}

async function runEdit({ verb, paths, options, terminal }: Asked): Promise<number> {
  const { editFile } = await import('../../app/secrets-edit.ts');
  requirePaths(verb, paths);
  for (const file of paths) {
    const changed = await editFile(file, { env: process.env, key: options.key });
    if (options.output === 'json') terminal.print(JSON.stringify({ schemaVersion: 1, file, changed }, undefined, 2));
    else if (!options.quiet) terminal.print(changed ? `encrypted ${file}` : `${file} is as it was`);
  }
  return 0;
}

async function runCheck({ paths: [folder = '.'], options, terminal }: Asked): Promise<number> {
  const { checkSecrets } = await import('../../app/secrets-check.ts');
  const report = await checkSecrets(folder, { env: process.env, key: options.key });
  if (options.output === 'json') terminal.print(JSON.stringify({ schemaVersion: 1, ...report }, undefined, 2));
  else {
    const { countFindings, countOf, printFindings } = await import('../../report/findings-text.ts');
    for (const line of printFindings(report.findings, terminal.columns, terminal)) terminal.print(line);
    const counts = `${countOf(report.encrypted, 'encrypted file')}, ${report.verified} verified`;
    if (!options.quiet) terminal.print(`${folder}: ${counts}, ${countFindings(report.findings)}`);
  }
  return hasErrors(report.findings) || (options.strict && hasUnknowns(report.findings)) ? 1 : 0;
}

function requirePaths(verb: string, paths: readonly string[]): void {
  if (paths.length === 0) throw new TypeError(`secrets ${verb}: names no file`);
}
