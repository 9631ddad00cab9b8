import type { MendedFile } from '../../../app/view/findings-view.ts';
import { texts } from '../texts.ts';

/** What would be changed in files, as a diff. */
export function MendedFiles({ files }: { readonly files: readonly MendedFile[] }) {
  if (files.length === 0) return null;
  return (
    <section>
      <h2>{texts.findings.fix}</h2>
      {files.map(({ file, lines }) => (
        <details key={file} open={files.length < 4}>
          <summary>
            <code>{file}</code>
          </summary>
          <pre class="diff" role="region" tabIndex={0} aria-label={file}>
            {lines.map(({ sign, text }, index) => (
              <span key={index} class={sign === '-' ? 'out' : sign === '+' ? 'in' : ''}>{`${sign} ${text}\n`}</span>
            ))}
          </pre>
        </details>
      ))}
    </section>
  );
}
