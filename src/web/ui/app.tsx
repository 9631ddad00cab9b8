import { useEffect, useMemo, useState } from 'preact/hooks';
import type { PageView } from '../../app/view/page-view.ts';
import { setHash, useHash } from './hash-state.ts';
import { Header } from './parts/header.tsx';
import { Notice } from './parts/notice.tsx';
import type { Source } from './source.ts';
import { texts } from './texts.ts';
import { useAsked } from './use-asked.ts';
import { type Connection, useConnection } from './use-connection.ts';
import { isViewId, type ViewId, views } from './views.ts';

/** The page: what is looked at, from which side, and how the server is. */
export function App({ source }: { readonly source: Source | undefined }) {
  if (!source) return <Notice title={texts.noKey.title} text={texts.noKey.text} />;
  return <Opened source={source} />;
}

function Opened({ source }: { readonly source: Source }) {
  const connection = useConnection(source);
  const {
    value: answer,
    error,
    isLoading,
  } = useAsked(source.page, [source, connection.generation, connection.returns]);
  const [latest, setLatest] = useState(answer);
  useEffect(() => {
    if (answer) setLatest(answer);
  }, [answer]);
  // What was seen last stays while the server is gone.
  const kept = answer ?? latest;
  const value = useMemo(() => kept && { ...kept, ...connection.newer }, [kept, connection.newer]);
  if (!value && error) return <Notice title={texts.failed} text={error.message} hint={error.hint} />;
  if (!value)
    return (
      <Notice title={texts.product} text={isLoading ? texts.loading : texts.opening} hint={comingUp(connection)} busy />
    );
  return <Shown source={source} page={value} era={kept} note={noteOf(connection)} drill={connection.drill} />;
}

/** What is to be said of the server and the cluster behind it; empty when all is well. */
function noteOf(connection: Connection): string {
  const { note, cut } = connection;
  if (note !== '') return `${note} ${comingUp(connection)}`.trim();
  return cut === '' ? '' : texts.connection.cut(cut);
}

/** How far it has come up; empty where nothing is told of it. */
function comingUp({ stages }: Connection): string {
  const ready = [...stages.values()].filter(({ state }) => state === 'ready').length;
  return stages.size === 0 ? '' : texts.timeline.ready(ready, stages.size);
}

interface ShownProps {
  readonly source: Source;
  readonly page: PageView;
  readonly era: unknown;
  readonly note: string;
  readonly drill: string;
}

function Shown({ source, page, era, note, drill }: ShownProps) {
  const hash = useHash();
  const view: ViewId = isViewId(hash.view) ? hash.view : firstView(page);
  const [seen, setSeen] = useState(view);
  useEffect(() => {
    document.title = `${texts.views[view]} · ${page.lab} · ${texts.product}`;
    // Whoever hears the page is told of the new view; the first one is read anyway.
    if (seen !== view) document.getElementById('content')?.focus();
    setSeen(view);
  }, [view, page.lab]);
  const View = views[view];
  const skip = (event: Event) => {
    event.preventDefault();
    document.getElementById('content')?.focus();
  };
  return (
    <div class="frame">
      <a class="skip" href="#content" onClick={skip}>
        {texts.skip}
      </a>
      <Header page={page} view={view} />
      <p class={note === '' ? 'note hidden' : 'note'} role="status">
        {note}
      </p>
      <main id="content" tabIndex={-1} aria-labelledby="view-title">
        <h1 id="view-title" class="sr">
          {texts.views[view]}
        </h1>
        <View source={source} page={page} era={era} hash={hash} set={setHash} drill={drill} />
      </main>
    </div>
  );
}

/** Where something is wrong its findings come first. */
const firstView = ({ topology }: PageView): ViewId => (topology.nodes.length === 0 ? 'findings' : 'topology');
