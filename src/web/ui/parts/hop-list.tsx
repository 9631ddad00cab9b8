import type { JourneyHop, JourneyView } from '../../../app/view/journey-view.ts';
import { texts } from '../texts.ts';
import { CopyButton } from './copy-button.tsx';

const signs = { passed: '✓', refused: '✗', 'not-known': '?' } as const;
const looks = { passed: 'fine', refused: 'wrong', 'not-known': 'not-known' } as const;
const endLooks = {
  reached: 'fine',
  'sent-on': 'fine',
  refused: 'wrong',
  'no-answer': 'wrong',
  'not-known': 'not-known',
} as const;
const endSigns = { fine: '✓', wrong: '✗', 'not-known': '?' } as const;

/** One journey: every hop with its decision, reason and upstream rule, and how it ends. */
export function HopList({ journey }: { readonly journey: JourneyView }) {
  const { url, from, hops, outcome, ends, outcomes = [] } = journey;
  const look = endLooks[ends];
  return (
    <section class="journey" aria-label={`${url} from ${from}`}>
      <h2>
        <span class={`mark ${look}`}>
          <span aria-hidden="true">{endSigns[look]}</span> {texts.journey.ends[ends]}{' '}
          {ends === 'reached' ? outcome.backend : ''}
        </span>{' '}
        {outcome.status > 0 && <code>{outcome.status}</code>}
      </h2>
      <p class="soft">
        <code>{url}</code> from <code>{from}</code>{' '}
        <CopyButton text={`gatehouse trace '${url}' --from ${from}`} label={texts.findings.command} />
      </p>
      {outcome.unknown && <p>{outcome.unknown}</p>}
      <ol class="hops">
        {hops.map((hop, index) => (
          <Hop key={`${index} ${hop.at}`} hop={hop} />
        ))}
      </ol>
      {outcomes.length > 0 && (
        <>
          <p>{texts.journey.several}</p>
          <ul class="plain">
            {outcomes.map((each) => (
              <li key={each.seenAs}>
                <code>{each.seenAs}</code> {each.when}: {each.outcome.status} {each.outcome.backend}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Hop({ hop: { at, decision, reason, source, state } }: { readonly hop: JourneyHop }) {
  return (
    <li class={state}>
      <span class={`sign ${looks[state]}`} aria-hidden="true">
        {signs[state]}
      </span>
      <div>
        <span class="at">{at.replaceAll('-', ' ')}</span>
        {state !== 'passed' && <span class={`mark ${looks[state]}`}> {texts.journey.hop[state]}</span>}
        <p class="decision">{decision}</p>
        <p class="soft">{reason}</p>
        <p class="rule">
          <span class="sr">{texts.journey.rule}: </span>
          {source}
        </p>
      </div>
    </li>
  );
}
