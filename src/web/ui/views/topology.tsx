import { useMemo } from 'preact/hooks';
import { foldTopology } from '../../../report/svg/fold-topology.ts';
import type { Box } from '../../../report/svg/scene.ts';
import { Facts } from '../parts/facts.tsx';
import { SceneView } from '../parts/scene-view.tsx';
import { texts } from '../texts.ts';
import { useScene } from '../use-scene.ts';
import type { ViewProps } from '../view-props.ts';

const listOf = (text = ''): readonly string[] => (text === '' ? [] : text.split('|'));

/** What there is and what it hangs on; many of a kind are folded until they are asked for. */
export function Topology({ source, page, hash, set }: ViewProps) {
  const { topology } = page;
  const [open, search] = [hash.open ?? '', hash.q ?? ''];
  const folded = useMemo(() => foldTopology(topology, { open: listOf(open), search }), [topology, open, search]);
  const scene = useScene(source, folded);
  if (topology.nodes.length === 0) return <p class="empty">{texts.empty.topology}</p>;
  const chosen = topology.nodes.find(({ id }) => id === hash.at);
  const choose = (box: Box) => {
    if (box.count > 1) set({ open: [...listOf(open), box.id].join('|') });
    else set({ at: box.id === hash.at ? '' : box.id });
  };
  const fold = (id: string) =>
    set({
      open: listOf(open)
        .filter((each) => each !== id)
        .join('|'),
    });
  return (
    <>
      <div class="tools">
        <input
          type="search"
          aria-label={texts.topology.search}
          placeholder={texts.topology.search}
          value={search}
          onInput={({ currentTarget }) => set({ q: currentTarget.value }, { replace: true })}
        />
        {folded.opened.map(({ id, label }) => (
          <button key={id} type="button" class="chip" onClick={() => fold(id)}>
            {texts.topology.fold(label)}
          </button>
        ))}
        <Legend />
      </div>
      {folded.items.length === 0 && <p class="empty">{texts.topology.nothingFound}</p>}
      <div class={chosen ? 'split' : ''}>
        {scene ? (
          <SceneView scene={scene} title={texts.topology.scene(page.lab)} chosen={hash.at} onChoose={choose} />
        ) : (
          <p class="empty">{texts.topology.placing}</p>
        )}
        {chosen && <Facts node={chosen} topology={topology} requests={page.requests} onClose={() => set({ at: '' })} />}
      </div>
    </>
  );
}

function Legend() {
  const { answers, takesOver, leads, shows, legend } = texts.topology;
  const rows = [
    ['answers', answers],
    ['takes-over', takesOver],
    ['leads', leads],
    ['shows', shows],
  ] as const;
  return (
    <ul class="legend" aria-label={legend}>
      {rows.map(([link, text]) => (
        <li key={link}>
          <svg width="26" height="8" aria-hidden="true">
            <path class={`line ${link}`} d="M0 4H26" />
          </svg>
          {text}
        </li>
      ))}
    </ul>
  );
}
