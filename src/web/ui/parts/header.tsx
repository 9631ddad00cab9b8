import type { PageView } from '../../../app/view/page-view.ts';
import { linkTo } from '../hash-state.ts';
import { texts } from '../texts.ts';
import { type ViewId, views } from '../views.ts';

const verdictMarks = { proven: '✓', refuted: '✗', unknown: '?', nothing: '·' } as const;

/** What the platform came to, and the ways to look at it. */
export function Header({ page, view }: { readonly page: PageView; readonly view: ViewId }) {
  const { lab, verdict, kept, asked, cluster } = page;
  const runs = cluster !== 'embedded';
  return (
    <header class="header">
      <div class="brand">
        <span class="product">{texts.product}</span>
        <span class="lab">{lab}</span>
        <span class={`verdict ${verdict}`} title={texts.verdicts[verdict]}>
          <span aria-hidden="true">{verdictMarks[verdict]}</span> {texts.verdictWords[verdict]}
        </span>
        {asked > 0 && <span class="soft kept">{(runs ? texts.followed : texts.kept)(kept, asked)}</span>}
        {runs && <span class="chip flat">{texts.runs(cluster)}</span>}
      </div>
      <nav aria-label="Views">
        {(Object.keys(views) as ViewId[]).map((id) => (
          <a key={id} href={linkTo({ view: id, at: '' })} aria-current={id === view ? 'page' : undefined}>
            {texts.views[id]}
            <Count page={page} id={id} />
          </a>
        ))}
      </nav>
    </header>
  );
}

/** How much there is that wants to be looked at. */
function Count({ page, id }: { readonly page: PageView; readonly id: ViewId }) {
  const { error, warning } = page.findings.counts;
  const count = id === 'findings' ? error + warning : id === 'doctor' ? page.symptoms.symptoms.length : 0;
  return count === 0 ? null : <span class={`count ${error > 0 && id === 'findings' ? 'bad' : ''}`}>{count}</span>;
}
