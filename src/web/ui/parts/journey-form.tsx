import { useState } from 'preact/hooks';
import { texts } from '../texts.ts';
import type { ViewProps } from '../view-props.ts';

/** What is asked, by whom: typed, or chosen of what is promised. */
export function JourneyForm({ source, page, hash, set }: Pick<ViewProps, 'source' | 'page' | 'hash' | 'set'>) {
  const [url, setUrl] = useState(hash.url ?? '');
  const [from, setFrom] = useState(hash.from ?? '');
  const [from2, setFrom2] = useState(hash.from2 ?? '');
  const [user, setUser] = useState(hash.user ?? '');
  const request = page.requests.find((each) => each.url === url);
  const clients = (request?.from.length ? request : { from: usual }).from;
  const submit = (event: Event) => {
    event.preventDefault();
    set({ url: url.trim(), from: from.trim() || clients[0]?.address || '', from2: from2.trim(), user: user.trim() });
  };
  const choose = (chosen: string) => {
    const next = page.requests.find((each) => each.url === chosen)?.from ?? [];
    set({ url: chosen, from: next[0]?.address ?? usual[0].address, from2: next[1]?.address ?? '' });
  };
  return (
    <form class="tools form" onSubmit={submit}>
      <label>
        {texts.journey.hosts}
        <select value={request ? url : ''} onChange={({ currentTarget }) => choose(currentTarget.value)}>
          <option value="">…</option>
          {page.requests.map((each) => (
            <option key={each.url} value={each.url}>
              {each.url}
            </option>
          ))}
        </select>
      </label>
      {source.isLive && <Field label={texts.journey.url} value={url} onInput={setUrl} wide />}
      {source.isLive ? (
        <Field label={texts.journey.from} value={from} onInput={setFrom} list={clients} />
      ) : (
        <Client label={texts.journey.from} value={from} onInput={setFrom} list={clients} />
      )}
      {source.isLive ? (
        <Field label={texts.journey.second} value={from2} onInput={setFrom2} list={clients} />
      ) : (
        <Client label={texts.journey.second} value={from2} onInput={setFrom2} list={clients} />
      )}
      {source.isLive && <Field label={texts.journey.who} value={user} onInput={setUser} />}
      <button type="submit">{texts.journey.go}</button>
    </form>
  );
}

type Clients = readonly { readonly address: string; readonly who: string }[];

/** Somebody from the internet, where nothing is told apart. */
const usual = [{ address: '203.0.113.7', who: 'anyone' }] as const;

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly list?: Clients;
  readonly wide?: boolean;
}

function Field({ label, value, onInput, list = [], wide = false }: FieldProps) {
  const id = `list-${label.replaceAll(/\W/g, '')}`;
  return (
    <label class={wide ? 'wide' : ''}>
      {label}
      <input
        value={value}
        list={list.length > 0 ? id : undefined}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
        spellcheck={false}
      />
      {list.length > 0 && (
        <datalist id={id}>
          {list.map(({ address, who }) => (
            <option key={address} value={address}>
              {who}
            </option>
          ))}
        </datalist>
      )}
    </label>
  );
}

function Client({ label, value, onInput, list = [] }: FieldProps) {
  return (
    <label>
      {label}
      <select value={value} onChange={({ currentTarget }) => onInput(currentTarget.value)}>
        <option value="">…</option>
        {list.map(({ address, who }) => (
          <option key={address} value={address}>
            {address} ({who})
          </option>
        ))}
      </select>
    </label>
  );
}
