import { useState } from 'preact/hooks';
import type { ChangesView, ShownChange } from '../../../app/view/changes-view.ts';
import { texts } from '../texts.ts';
import { useAsked } from '../use-asked.ts';
import type { ViewProps } from '../view-props.ts';

/** What one state does otherwise than another, before and after side by side. */
export function Diff({ source, page, era, hash, set }: ViewProps) {
  const base = hash.base ?? '';
  const [typed, type] = useState(base);
  const isAsked = source.isLive ? base !== '' : page.changes !== undefined;
  const { value, error, isLoading } = useAsked(isAsked ? () => source.changes(base) : undefined, [base, era]);
  const submit = (event: Event) => {
    event.preventDefault();
    set({ base: typed.trim() });
  };
  return (
    <>
      {source.isLive && (
        <form class="tools form" onSubmit={submit}>
          <label class="wide">
            {texts.diff.base}
            <input value={typed} onInput={({ currentTarget }) => type(currentTarget.value)} spellcheck={false} />
          </label>
          <button type="submit">{texts.diff.go}</button>
        </form>
      )}
      {!isAsked && <p class="empty">{source.isLive ? texts.diff.choose : texts.diff.none}</p>}
      {isAsked && isLoading && (
        <p class="empty" role="status">
          {texts.diff.comparing}
        </p>
      )}
      {error && (
        <p class="empty" role="alert">
          {error.message} <span class="soft">{error.hint}</span>
        </p>
      )}
      {isAsked && value && !isLoading && <Changes changes={value} />}
    </>
  );
}

function Changes({ changes: { base, head, same, parts, kinds } }: { readonly changes: ChangesView }) {
  return (
    <>
      <p>
        <code>{base}</code> → <code>{head}</code>
      </p>
      {same && parts.length === 0 && <p class="empty">{texts.empty.same}</p>}
      {parts.map(({ id, title, changes, unknown }) => (
        <section key={id}>
          <h2>{title}</h2>
          {changes.map((change, index) => (
            <Change key={index} change={change} />
          ))}
          {unknown.map(({ subject, text, knownBy }) => (
            <p key={subject + text} class="finding">
              <span class="mark not-known">? {texts.diff.unknown}</span> <strong>{subject}</strong> {text}{' '}
              <span class="soft">{knownBy}</span>
            </p>
          ))}
        </section>
      ))}
      {kinds.length > 0 && (
        <details>
          <summary>{texts.diff.kinds}</summary>
          <ul>
            {kinds.map(({ kind, added, removed, changed }) => (
              <li key={kind}>
                {kind}: +{added} −{removed} ~{changed}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

const signs = { appears: '+', vanishes: '−', moves: '→', is: '·' } as const;

function Change({
  change: { subject, text, weight, way, before, after, why, place },
}: {
  readonly change: ShownChange;
}) {
  return (
    <article class={`card ${weight === 'danger' ? 'error' : weight === 'notice' ? 'warning' : ''}`}>
      <header>
        <span class="mark">
          <span aria-hidden="true">{signs[way]}</span> {texts.diff.weights[weight]}
        </span>
        <code>{place}</code>
      </header>
      <h3>
        {subject} {text}
      </h3>
      {way !== 'is' && (
        <div class="columns sides">
          <Side title={texts.diff.before} text={before} />
          <Side title={texts.diff.after} text={after} />
        </div>
      )}
      {why !== '' && <p class="rule">{why}</p>}
    </article>
  );
}

const Side = ({ title, text }: { readonly title: string; readonly text: string }) => (
  <div>
    <h4>{title}</h4>
    <p>{text === '' ? '–' : text}</p>
  </div>
);
