import { useEffect, useRef } from 'preact/hooks';
import type { FindingGroup, ShownFinding } from '../../../app/view/findings-view.ts';
import { linkTo } from '../hash-state.ts';
import type { Source } from '../source.ts';
import { texts } from '../texts.ts';
import { CopyButton } from './copy-button.tsx';
import { Explained } from './explained.tsx';
import { SeverityMark } from './mark.tsx';

interface CardProps {
  readonly id: string;
  readonly group: FindingGroup;
  readonly path: string;
  readonly source: Source;
  /** Whether the address names it. */
  readonly isLinked: boolean;
}

/** Places that are shown before the rest is folded. */
const few = 5;

/** Findings of one cause: what, where, why, and what to do. */
export function FindingCard({ id, group, path, source, isLinked }: CardProps) {
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isLinked) card.current?.scrollIntoView({ block: 'start' });
  }, [isLinked]);
  const { code, severity, message, findings, touches } = group;
  const [first] = findings;
  const [shown, folded] = [findings.slice(0, few), findings.slice(few)];
  return (
    <article class={`card ${severity} ${isLinked ? 'linked' : ''}`} ref={card} aria-label={`${code}: ${message}`}>
      <header>
        <SeverityMark severity={severity} />
        <a class="code" href={linkTo({ view: 'findings', at: id })}>
          {code}
        </a>
        {first?.fixable && <span class="chip flat">{texts.findings.fixable}</span>}
      </header>
      <h2>
        {touches !== '' && `${touches}: `}
        {message}
      </h2>
      {shown.map((each, index) => (
        <Place key={index} finding={each} told={message} />
      ))}
      {folded.length > 0 && (
        <details>
          <summary>{texts.findings.places(folded.length)}</summary>
          {folded.map((each, index) => (
            <Place key={index} finding={each} told={message} />
          ))}
        </details>
      )}
      <dl>
        <Fact name={texts.findings.why} value={first?.why} />
        <Fact name={texts.findings.do} value={first?.hint} />
        <Fact name={texts.findings.knownBy} value={first?.knownBy} />
      </dl>
      <Explained source={source} code={code} />
      {first?.fixable && <CopyButton text={`gatehouse check ${path} --fix`} label={`gatehouse check ${path} --fix`} />}
    </article>
  );
}

function Place({ finding, told }: { readonly finding: ShownFinding; readonly told: string }) {
  const { file, line, column, excerpt, object, message } = finding;
  const place = [file, line, column].filter((each) => each !== undefined).join(':');
  return (
    <div class="place">
      {message !== told && <p>{message}</p>}
      <p class="soft">
        {place !== '' && <code>{place}</code>} {object && <code>{object}</code>}
      </p>
      {excerpt !== undefined && (
        <pre class="excerpt" role="region" tabIndex={0} aria-label={place}>
          <span class="number" aria-hidden="true">
            {line}
          </span>
          {excerpt}
        </pre>
      )}
    </div>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string | undefined }) {
  if (value === undefined) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
