import type { FindingGroup, ShownFinding } from '../../../app/view/findings-view.ts';
import { FindingCard } from '../parts/finding-card.tsx';
import { MendedFiles } from '../parts/mended-files.tsx';
import { texts } from '../texts.ts';
import type { ViewProps } from '../view-props.ts';

/** What was found, by cause, with filters that stand in the address. */
export function Findings({ source, page, hash, set }: ViewProps) {
  const { groups, path, mended } = page.findings;
  const all = groups.flatMap(({ findings }) => findings);
  if (all.length === 0) return <p class="empty">{texts.empty.findings}</p>;
  const { severity = '', system = '', file = '' } = hash;
  const isWanted = (each: ShownFinding) =>
    (severity === '' || each.severity === severity) &&
    (system === '' || (each.system || texts.findings.reading) === system) &&
    (file === '' || each.file === file);
  const shown = groups.flatMap((group): FindingGroup[] => {
    const findings = group.findings.filter(isWanted);
    return findings.length === 0 ? [] : [{ ...group, findings }];
  });
  const choices = (of: (each: ShownFinding) => string) =>
    [...new Set(all.map(of))].filter((each) => each !== '').sort();
  return (
    <>
      <div class="tools form">
        <Filter
          label={texts.findings.severity}
          value={severity}
          choices={choices((each) => each.severity)}
          words={texts.severities}
          onChange={(value) => set({ severity: value })}
        />
        <Filter
          label={texts.findings.system}
          value={system}
          choices={choices((each) => each.system || texts.findings.reading)}
          onChange={(value) => set({ system: value })}
        />
        <Filter
          label={texts.findings.file}
          value={file}
          choices={choices((each) => each.file ?? '')}
          onChange={(value) => set({ file: value })}
        />
      </div>
      {shown.length === 0 && <p class="empty">{texts.empty.filtered}</p>}
      {shown.map((group) => (
        <FindingCard
          key={idOf(group)}
          id={idOf(group)}
          group={group}
          path={path}
          source={source}
          isLinked={hash.at === idOf(group)}
        />
      ))}
      <MendedFiles files={mended} />
    </>
  );
}

/** A name for links: the rule, and what it is about first. */
const idOf = ({ code, findings: [first] }: FindingGroup): string =>
  `${code} ${first?.object ?? first?.file ?? ''}`.trim();

interface FilterProps {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly string[];
  readonly words?: Readonly<Record<string, string>>;
  readonly onChange: (value: string) => void;
}

function Filter({ label, value, choices, words = {}, onChange }: FilterProps) {
  return (
    <label>
      {label}
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        <option value="">{texts.findings.all}</option>
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {words[choice] ?? choice}
          </option>
        ))}
      </select>
    </label>
  );
}
