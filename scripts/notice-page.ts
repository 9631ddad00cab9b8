import { noticeParts } from '../src/app/notices/all-notices.ts';

/** The reference page of the notices: what is told by no rule, by what it is about. */
export function noticePage(): string {
  const parts = noticeParts.flatMap(({ title, notices }) => [
    `## ${title}\n`,
    ...Object.entries(notices).map(
      ([code, { severity, summary, why, next }]) =>
        `### ${code}\n\n${summary} (${severity})\n\nWhy: ${why}\n\nWhat to do: ${next}\n`,
    ),
  ]);
  const head =
    'What is told while something is read, composed, proven or run, beside what [rules](rules.md) find. `gatehouse explain CODE` says the same.';
  return `# Notices\n\n${head}\n\n${parts.join('\n')}`;
}
