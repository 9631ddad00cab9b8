import type { AskableRequest } from '../../../app/view/page-view.ts';
import type { TopologyNode, TopologyView } from '../../../app/view/topology-view.ts';
import { linkTo } from '../hash-state.ts';
import { texts } from '../texts.ts';
import { Mark } from './mark.tsx';

interface FactsProps {
  readonly node: TopologyNode;
  readonly topology: TopologyView;
  readonly requests: readonly AskableRequest[];
  readonly onClose: () => void;
}

/** All that is known of one thing, and where it leads. */
export function Facts({ node, topology, requests, onClose }: FactsProps) {
  const names = new Map(topology.nodes.map(({ id, label }) => [id, label]));
  const next = topology.edges.filter(({ from }) => from === node.id);
  const before = topology.edges.filter(({ to }) => to === node.id);
  const asked = node.kind === 'route' ? requests.filter(({ host }) => host === node.label) : [];
  return (
    <aside class="facts" aria-label={`${node.kind} ${node.label}`}>
      <button type="button" class="close" onClick={onClose} aria-label={texts.close}>
        ×
      </button>
      <h2>{node.label}</h2>
      <p class="soft">
        {node.kind} · <Mark state={node.state} />
      </p>
      <dl>
        {node.facts.map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Links title="from" ids={before.map(({ from }) => from)} names={names} />
      <Links title="to" ids={next.map(({ to }) => to)} names={names} />
      {asked.length > 0 && (
        <>
          <h3>{texts.topology.follow}</h3>
          <ul class="plain">
            {asked.map(({ url, from }) => (
              <li key={url}>
                <a href={linkTo({ view: 'journey', url, from: from[0]?.address ?? '', at: '' })}>{url}</a>
              </li>
            ))}
          </ul>
        </>
      )}
    </aside>
  );
}

/** Most that are listed before they are only counted. */
const few = 12;

function Links({
  title,
  ids,
  names,
}: {
  readonly title: string;
  readonly ids: readonly string[];
  readonly names: ReadonlyMap<string, string>;
}) {
  if (ids.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul class="plain">
        {ids.slice(0, few).map((id) => (
          <li key={id}>
            <a href={linkTo({ at: id })}>{names.get(id) ?? id}</a>
          </li>
        ))}
        {ids.length > few && <li class="soft">… {ids.length - few} more</li>}
      </ul>
    </>
  );
}
