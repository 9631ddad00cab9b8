import { type AnswerKey, answerKeys, completeAnswers, defaultAnswers, type LabAnswers } from '../app/init-answers.ts';
import { isAsked, judgeAnswer } from '../app/init-judge.ts';
import { GatehouseError } from '../core/errors.ts';
import { wrap } from '../report/table.ts';
import type { Prompt } from './prompt.ts';
import type { Terminal } from './terminal.ts';

type Given = Partial<LabAnswers>;

const questions: Readonly<Record<AnswerKey, string>> = {
  name: 'Name of the lab: lower-case letters, digits and "-"',
  network: 'Network of the nodes, in CIDR form',
  gateway: 'Address of the router in it',
  dhcp: 'Range that its DHCP server hands out, or none',
  nodes: 'Nodes: addresses or name=address; the first runs the control plane',
  pool: 'Addresses for MetalLB, outside DHCP: gate, dashboard, and others',
  issuer: 'Who signs certificates: internal-ca, acme-dns01-cloudflare, acme-http01',
  domain: 'Domain that the hosts lie under',
  email: 'E-mail for the account at the authority; empty for none',
  repository: 'Git repository that Flux reads: https://… or ssh://git@…',
};

/** Judges what was given as options, in order: the first that is wrong ends it. */
export async function judgeOptions(given: Given): Promise<void> {
  for (const key of answerKeys) {
    const problem = await judgeAnswer(key, given);
    if (problem)
      throw new GatehouseError(refused(`--${key}`, given[key] ?? '', problem.message), { hint: problem.hint });
  }
}

/** The option and what is wrong with it; what was given is said once, when the problem does not say it itself. */
const refused = (option: string, value: string, message: string): string =>
  message.includes(JSON.stringify(value)) || value === '' ? `${option}: ${message}` : `${option} ${value}: ${message}`;

/** Asks for what was not given, judges each answer at once and asks again when it is wrong; an empty line takes what is suggested. */
export async function askAnswers(
  given: Given,
  prompt: Prompt,
  terminal: Terminal,
  folder: string,
): Promise<LabAnswers> {
  let answers: Given = { ...given };
  for (const key of answerKeys) {
    if (given[key] !== undefined || !isAsked(key, answers)) continue;
    answers = { ...answers, ...(await askUntilRight(key, answers, { prompt, terminal, folder })) };
  }
  return { ...defaultAnswers, ...answers };
}

interface Asking {
  readonly prompt: Prompt;
  readonly terminal: Terminal;
  readonly folder: string;
}

async function askUntilRight(key: AnswerKey, answers: Given, asking: Asking): Promise<Given> {
  const { prompt, terminal } = asking;
  const suggested = suggestionFor(key, answers);
  terminal.error(terminal.bold(questions[key]));
  for (;;) {
    const reply = await prompt.ask(`  ${suggested === undefined ? '' : `[${suggested}] `}> `);
    if ('stopped' in reply) throw stopped(reply.stopped, answers, asking.folder);
    const line = reply.line.trim();
    const value = line === '' ? suggested : line;
    if (value === undefined && key === 'email') return {};
    const problem =
      value === undefined
        ? {
            message: 'an answer is needed: a public authority signs only names of a domain you own',
            hint: 'write it like home.my-domain.net',
          }
        : await judgeAnswer(key, { ...answers, [key]: value });
    if (!problem) return { [key]: value };
    for (const text of wrap(problem.message, terminal.columns - 4)) terminal.error(`  ${terminal.red(text)}`);
    for (const text of wrap(problem.hint, terminal.columns - 4)) terminal.error(`  ${text}`);
  }
}

/** What follows from the answers so far; nothing for a domain that a public authority must know. */
function suggestionFor(key: AnswerKey, answers: Given): string | undefined {
  const { issuer = defaultAnswers.issuer } = answers;
  if (key === 'domain' && issuer.startsWith('acme-')) return undefined;
  return completeAnswers({ ...defaultAnswers, ...answers })[key];
}

/** What was answered is not lost: the command line says it again. */
function stopped(how: 'interrupted' | 'ended', answers: Given, folder: string): GatehouseError {
  const options = answerKeys.flatMap((key) =>
    answers[key] === undefined ? [] : [`--${key} ${quoteWord(answers[key])}`],
  );
  const again = ['gatehouse init', quoteWord(folder), ...options].join(' ');
  return how === 'interrupted'
    ? new GatehouseError('interrupted: nothing was written', { hint: `go on with:\n  ${again}`, exitCode: 130 })
    : new GatehouseError('the input ended before all was answered: nothing was written', {
        hint: `take what is suggested with --yes, or go on with:\n  ${again}`,
      });
}

const quoteWord = (word: string): string =>
  /^[\w./:@=,+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
