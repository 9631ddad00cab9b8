import { useMemo, useState } from 'preact/hooks';
import type { JourneyView } from '../../../app/view/journey-view.ts';
import type { PageView } from '../../../app/view/page-view.ts';
import { foldTopology } from '../../../report/svg/fold-topology.ts';
import { linkTo } from '../hash-state.ts';
import { HopList } from '../parts/hop-list.tsx';
import { JourneyForm } from '../parts/journey-form.tsx';
import { Mark } from '../parts/mark.tsx';
import { SceneView } from '../parts/scene-view.tsx';
import { texts } from '../texts.ts';
import { type Asked, useAsked } from '../use-asked.ts';
import { useScene } from '../use-scene.ts';
import type { ViewProps } from '../view-props.ts';

/** One request on its way, hop by hop; two clients side by side. */
export function Journey({ source, page, era, hash, set }: ViewProps) {
  const { url = '', from = '', from2 = '', user = '', groups = '' } = hash;
  const asking = { url, user, groups };
  const first = useAsked(url === '' ? undefined : () => source.journey({ ...asking, from }), [
    url,
    from,
    user,
    groups,
    era,
  ]);
  const second = useAsked(url === '' || from2 === '' ? undefined : () => source.journey({ ...asking, from: from2 }), [
    url,
    from2,
    user,
    groups,
    era,
  ]);
  const journeys = [first, ...(from2 === '' ? [] : [second])];
  return (
    <>
      <JourneyForm key={`${url} ${from} ${from2} ${user}`} source={source} page={page} hash={hash} set={set} />
      {url === '' && <Hosts requests={page.requests} />}
      {first.value && url !== '' && (
        <Lit
          source={source}
          page={page}
          hash={hash}
          set={set}
          journeys={journeys.flatMap(({ value }) => value ?? [])}
        />
      )}
      <div class="columns">{url !== '' && journeys.map((each, index) => <Followed key={index} asked={each} />)}</div>
    </>
  );
}

/** Most that are listed before they are only counted. */
const few = 40;

/** What may be followed, with one click. */
function Hosts({ requests }: Pick<PageView, 'requests'>) {
  if (requests.length === 0) return <p class="empty">{texts.empty.requests}</p>;
  return (
    <ul class="hosts">
      {requests.slice(0, few).map(({ url, from, ok }) => (
        <li key={url}>
          <a href={linkTo({ url, from: from[0]?.address ?? '', from2: from[1]?.address ?? '' })}>{url}</a>
          <Mark state={ok ? 'fine' : 'wrong'} word={ok ? texts.journey.kept : texts.journey.broken} />
          <span class="soft">{from.map(({ who }) => who).join(', ')}</span>
        </li>
      ))}
      {requests.length > few && <li class="soft">{texts.journey.more(requests.length - few)}</li>}
    </ul>
  );
}

function Followed({ asked: { value, error, isLoading } }: { readonly asked: Asked<JourneyView> }) {
  if (error)
    return (
      <p class="empty" role="alert">
        {error.message} <span class="soft">{error.hint}</span>
      </p>
    );
  if (!value) return <p class="empty">{isLoading ? texts.opening : ''}</p>;
  return <HopList journey={value} />;
}

/** The topology with the ways lit up; what differs between two clients shows where they part. */
function Lit({
  source,
  page,
  journeys,
}: Pick<ViewProps, 'source' | 'page' | 'hash' | 'set'> & { readonly journeys: readonly JourneyView[] }) {
  const lit = useMemo(
    () => [...new Set(journeys.flatMap(({ path }) => path))],
    [JSON.stringify(journeys.map(({ path }) => path))],
  );
  const near = useMemo(() => {
    const kept = new Set(lit);
    const nodes = page.topology.nodes.filter(({ id }) => kept.has(id));
    return foldTopology({ nodes, edges: page.topology.edges }, { keep: lit });
  }, [page.topology, lit]);
  const scene = useScene(source, near);
  const [chosen, choose] = useState('');
  if (!scene) return null;
  return (
    <SceneView
      scene={scene}
      title={texts.topology.scene(page.lab)}
      lit={lit}
      chosen={chosen}
      onChoose={({ id }) => choose(id)}
    />
  );
}
