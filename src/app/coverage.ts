import { compareText, type Finding } from '../core/finding.ts';
import { isJsonObject } from '../kube/json.ts';
import { printRef } from '../kube/object.ts';
import { isSealed } from '../kube/sealed.ts';
import type { RenderedRelease } from '../repo/releases/rendered-release.ts';
import type { Repository } from '../repo/repository.ts';
import { repositoryOfSubject, type Subject } from './load-subject.ts';
import type { Coverage, Followed, NotFollowed } from './up-report.ts';

/** How far a subject was followed, by what reading it and looking at it found. */
export async function coverageOf(subject: Subject, findings: readonly Finding[]): Promise<Coverage> {
  if (!subject.usable || subject.missing.length > 0) return nothingFollowed;
  const repository = await repositoryOfSubject(subject);
  const { kustomizations } = repository;
  const elsewhere = namesOf(findings.filter(({ code }) => code === 'source-not-read'));
  const open = subject.releases.filter(isOpen);
  return {
    kustomizations: {
      total: kustomizations.length + elsewhere.length,
      followed: kustomizations.filter(({ failure }) => failure === undefined).length,
    },
    releases: { total: subject.releases.length, followed: subject.releases.length - open.length },
    notFollowed: kindsOf(repository, findings, open, subject.identities !== undefined)
      .map((each) => ({ ...each, names: [...new Set(each.names)].sort(compareText) }))
      .filter(({ names }) => names.length > 0),
  };
}

const nothingFollowed: Coverage = {
  kustomizations: { total: 0, followed: 0 },
  releases: { total: 0, followed: 0 },
  notFollowed: [],
};

const isOpen = ({ chart, rendering }: RenderedRelease): boolean =>
  chart.by === 'nothing' || rendering?.notKnown !== undefined;

function kindsOf(
  { kustomizations, objects }: Repository,
  findings: readonly Finding[],
  open: readonly RenderedRelease[],
  hasKey: boolean,
): readonly NotFollowed[] {
  const ofCode = (code: string) => namesOf(findings.filter((each) => each.code === code));
  const secrets = kustomizations.flatMap(({ kustomization: { object }, unknown }) =>
    (unknown?.secrets ?? []).map((name) => `Secret/${object.metadata.namespace ?? 'default'}/${name}`),
  );
  const sealed = hasKey
    ? []
    : objects.filter(({ object }) => holdsSealedData(object)).map(({ object }) => printRef(object));
  const told = new Set([
    'source-not-read',
    'chart-not-known',
    'substitution-not-known',
    'kustomize-build-not-known',
    'application-not-followed',
  ]);
  const undecided = findings.filter(({ severity, code }) => severity === 'unknown' && !told.has(code));
  return [
    {
      what: 'sources elsewhere',
      names: ofCode('source-not-read'),
      knownBy: 'the files of the source in this repository',
    },
    {
      what: 'applications',
      names: ofCode('application-not-followed'),
      knownBy: 'plain manifests, a kustomization or a chart in a folder of this repository',
    },
    {
      what: 'builds',
      names: [
        ...ofCode('kustomize-build-not-known'),
        ...kustomizations.flatMap(({ failure, kustomization }) =>
          failure?.reason === 'NotModelled' ? [printRef(kustomization.object)] : [],
        ),
      ],
      knownBy: 'files in the repository in place of what is fetched',
    },
    {
      what: 'charts',
      names: open.map(
        ({ chart, release }) => `${chart.name} ${chart.version ?? ''}`.trim() || printRef(release.object),
      ),
      knownBy: '`gatehouse charts pull`, or --online, and helm on PATH',
    },
    { what: 'Secrets of variables', names: secrets, knownBy: 'the Secret in the repository, encrypted or not' },
    { what: 'encrypted Secrets', names: sealed, knownBy: '--age-key FILE' },
    {
      what: 'open questions',
      names: undecided.map(({ code, object }) => `${code} ${object ?? ''}`.trim()),
      knownBy: 'what each of these findings says',
    },
  ];
}

const namesOf = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ object, file, code }) => object ?? file ?? code);

/** Whether an object holds values that only a key decrypts. */
function holdsSealedData(object: Repository['objects'][number]['object']): boolean {
  if (object.kind !== 'Secret') return false;
  const plain = isJsonObject(object.stringData) ? Object.values(object.stringData) : [];
  const data = isJsonObject(object.data) ? Object.values(object.data) : [];
  const decode = (value: unknown) => Buffer.from(String(value), 'base64').toString('utf8');
  return [...plain.map(String), ...data.map(decode)].some(isSealed);
}

/** How far several clusters of a repository were followed together. */
export function addCoverages(parts: readonly Coverage[]): Coverage {
  const sum = (of: (part: Coverage) => Followed): Followed => ({
    total: parts.reduce((total, part) => total + of(part).total, 0),
    followed: parts.reduce((followed, part) => followed + of(part).followed, 0),
  });
  const kinds = new Map<string, NotFollowed>();
  for (const each of parts.flatMap(({ notFollowed }) => notFollowed)) {
    const names = [...(kinds.get(each.what)?.names ?? []), ...each.names];
    kinds.set(each.what, { ...each, names: [...new Set(names)].sort(compareText) });
  }
  return {
    kustomizations: sum(({ kustomizations }) => kustomizations),
    releases: sum(({ releases }) => releases),
    notFollowed: [...kinds.values()],
  };
}
