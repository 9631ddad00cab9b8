import { useState } from 'preact/hooks';
import type { Source } from '../source.ts';
import { texts } from '../texts.ts';
import { useAsked } from '../use-asked.ts';
import { CopyButton } from './copy-button.tsx';

/** What there is to say of a code beyond this finding: asked for when it is opened. */
export function Explained({ source, code }: { readonly source: Source; readonly code: string }) {
  const [isOpen, open] = useState(false);
  const { value, error } = useAsked(isOpen ? () => source.explain(code) : undefined, [isOpen, code]);
  return (
    <details onToggle={({ currentTarget }) => open(currentTarget.open)}>
      <summary>{texts.findings.explain}</summary>
      {error && <p class="soft">{error.message}</p>}
      {value && (
        <>
          <p>{value.summary}</p>
          {value.why !== '' && <p class="soft">{value.why}</p>}
          {value.next !== undefined && <p>{value.next}</p>}
          <Example title={texts.findings.wrong} text={value.failing} />
          <Example title={texts.findings.right} text={value.passing} />
        </>
      )}
      <CopyButton text={`gatehouse explain ${code}`} label={`gatehouse explain ${code}`} />
    </details>
  );
}

function Example({ title, text }: { readonly title: string; readonly text: string }) {
  if (text === '') return null;
  return (
    <>
      <h3>{title}</h3>
      <pre class="excerpt" role="region" tabIndex={0} aria-label={title}>
        {text}
      </pre>
    </>
  );
}
