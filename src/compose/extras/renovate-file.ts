import { compareText } from '../../core/finding.ts';
import type { LabCore } from '../../lab/lab-core.ts';
import type { BesideFile, PinnedVersion } from '../composed-object.ts';
import type { PlacedSystem } from '../layouts/layout.ts';

/** One of Renovate's custom managers (docs.renovatebot.com, modules/manager/regex); patterns between slashes are regular expressions of RE2. */
interface CustomManager {
  readonly customType: 'regex';
  readonly description: string;
  readonly managerFilePatterns: readonly string[];
  readonly matchStrings: readonly string[];
  readonly datasourceTemplate: string;
  readonly depNameTemplate?: string;
  readonly registryUrlTemplate?: string;
  readonly extractVersionTemplate?: string;
  readonly versioningTemplate?: string;
}

const labFile = '/(^|/)lab\\.ya?ml$/';

/**
 * What Renovate has to know to find each version that the lab pins, in the lab file and in what is composed of it: one update changes both, so that they
 * still say the same.
 */
export function renovateFile(lab: LabCore, systems: readonly PlacedSystem[]): BesideFile {
  const pins = systems.flatMap(({ parts }) => parts.pins ?? []).sort((a, b) => compareText(a.field, b.field));
  const manifests = [lab.repository.path === '.' ? '/\\.ya?ml$/' : `/^${escaped(lab.repository.path)}/.+\\.ya?ml$/`];
  const byHand = lab.repository.layout === 'plain';
  const config = {
    $schema: 'https://docs.renovatebot.com/renovate-schema.json',
    extends: ['config:recommended', 'helpers:pinGitHubActionDigests'],
    ...(!byHand && { flux: { managerFilePatterns: manifests } }),
    kubernetes: { managerFilePatterns: manifests },
    customManagers: [imagesOfLab, ...pins.flatMap((pin) => managersOf(pin)), ...(byHand ? [chartsOfSteps] : [])],
  };
  return { path: 'renovate.json', text: `${JSON.stringify(config, undefined, 2)}\n` };
}

const imagesOfLab: CustomManager = {
  customType: 'regex',
  description: 'Images of apps in the lab file',
  managerFilePatterns: [labFile],
  matchStrings: [
    `[\\s{]image:\\s*['"]?(?<depName>[^\\s'"@,}]+):(?<currentValue>[^\\s'"@:/,}]+)(?:@(?<currentDigest>sha256:[a-f0-9]{64}))?`,
  ],
  datasourceTemplate: 'docker',
};

const chartsOfSteps: CustomManager = {
  customType: 'regex',
  description: 'Charts of releases that are installed by hand',
  managerFilePatterns: ['/(^|/)(steps\\.yaml|README\\.md)$/'],
  matchStrings: [
    'helm upgrade --install \\S+ (?<depName>\\S+) --repo (?<registryUrl>\\S+) --version (?<currentValue>\\S+)',
    'chart: (?<depName>\\S+)\\n\\s+version: (?<currentValue>\\S+)\\n\\s+repository: (?<registryUrl>https?://\\S+)',
  ],
  datasourceTemplate: 'helm',
};

/** Where one version stands: under `versions` of the lab file, and where its system has written it. */
function managersOf({
  field,
  datasource,
  dependency,
  registry,
  extract,
  versioning,
  also = [],
}: PinnedVersion): CustomManager[] {
  const source = {
    datasourceTemplate: datasource,
    depNameTemplate: dependency,
    ...(registry !== undefined && { registryUrlTemplate: registry }),
    ...(versioning !== undefined && { versioningTemplate: versioning }),
  };
  const inLab = `[\\s{]${escaped(field)}:\\s*['"]?(?<currentValue>v?\\d+\\.\\d+[^\\s'",}]*)`;
  return [
    {
      ...{ customType: 'regex', description: `versions.${field} of the lab file`, managerFilePatterns: [labFile] },
      ...{ matchStrings: [inLab], ...source, ...(extract !== undefined && { extractVersionTemplate: extract }) },
    },
    ...also.map(
      ({ files, match }): CustomManager => ({
        ...{ customType: 'regex', description: `${dependency} in ${files}`, managerFilePatterns: [`/${files}/`] },
        ...{ matchStrings: [match], ...source },
      }),
    ),
  ];
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
