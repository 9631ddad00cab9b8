import { useMemo, useState } from 'preact/hooks';
import type { JourneyView } from '../../../app/view/journey-view.ts';
import { foldTopology } from '../../../report/svg/fold-topology.ts';
import { HopList } from '../parts/hop-list.tsx';
import { JourneyForm } from '../parts/journey-form.tsx';
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
      {url === '' && <p class="empty">{page.requests.length === 0 ? texts.empty.requests : texts.journey.choose}</p>}
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
    const nodes = page.topology.nodes.filter(
      ({ id, kind }) => kept.has(id) || kind === 'address' || kind === 'node' || kind === 'gate',
    );
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
