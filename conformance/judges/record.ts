// Has upstream's code (Go) judge files that no cluster applies, and keeps what it says: `node scripts/run.mjs conformance/judges/record.ts OUT`.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { digestOf, judgedLabs, questionsOf } from './questions.ts';

const out = process.argv[2] ?? 'conformance/judges/judged.json';
const questions = (await judgedLabs()).flatMap(questionsOf);
const place = mkdtempSync(join(tmpdir(), 'judges-'));
const [asked, answered] = ['asked.json', 'answered.json'].map((file) => join(place, file)) as [string, string];
writeFileSync(asked, JSON.stringify(questions));
execFileSync('go', ['-C', resolve('conformance/judges'), 'run', '.', asked, answered], { stdio: 'inherit' });
const { modules, says } = JSON.parse(readFileSync(answered, 'utf8')) as {
  readonly modules: Readonly<Record<string, string>>;
  readonly says: Readonly<Record<string, string>>;
};
rmSync(place, { recursive: true });
const judged = questions.map((question) => [question.id, { digest: digestOf(question), says: says[question.id] }]);
writeFileSync(out, `${JSON.stringify({ modules, judged: Object.fromEntries(judged) }, undefined, 1)}\n`);
