import { quoteText, type ValueProblem } from '../../../lab/values.ts';

/** `user@host:path`, as Git itself takes it. */
const scpLike = /^(?:([^\s@/]+)@)?([^\s@/:]+):(?!\/\/)(.+)$/;
const scheme = /^([a-z][a-z0-9+.-]*):\/\//i;

/**
 * Why Flux does not take the text as the URL of a Git repository; undefined when it does. Its CRD wants `^(http|https|ssh)://.*$`
 * (source-controller api/v1 GitRepositorySpec), what passes is read by Go's net/url.
 */
export function gitUrlProblem(text: string): ValueProblem | undefined {
  const found = scheme.exec(text)?.[1];
  if (found === undefined) return withoutScheme(text);
  if (!['http', 'https', 'ssh'].includes(found)) {
    const message = `${quoteText(text)} is no URL that Flux takes: it reads http://, https:// and ssh://`;
    return { message, hint: schemeHint(text, found) };
  }
  return brokenUrl(text, found);
}

const usual = 'write it like https://github.com/me/lab.git or ssh://git@github.com/me/lab.git';

function schemeHint(text: string, found: string): string {
  const meant = found.toLowerCase();
  const rest = text.slice(found.length);
  if (['http', 'https', 'ssh'].includes(meant)) return `write ${meant}${rest}`;
  if (meant === 'git') return `write https${rest}`;
  return meant.endsWith('ssh') ? `write ssh${rest}` : usual;
}

function withoutScheme(text: string): ValueProblem {
  const message = `${quoteText(text)} is no URL that Flux takes: it must begin with https:// or ssh://`;
  const [, user, host, path = ''] = scpLike.exec(text) ?? [];
  if (host !== undefined) return { message, hint: `write ssh://${user ?? 'git'}@${host}/${path.replace(/^\/+/, '')}` };
  if (/^[\w-]+(\.[\w-]+)+\/\S+$/.test(text)) return { message, hint: `write https://${text}` };
  return { message, hint: usual };
}

function brokenUrl(text: string, found: string): ValueProblem | undefined {
  // Git's short form behind ssh://: what follows the colon would be a port.
  const mixed = /^(ssh:\/\/(?:[^@/\s]+@)?[^@/:\s]+):(?!\d+(\/|$))(.+)$/.exec(text);
  if (mixed) {
    const message = `${quoteText(text)} is no URL: behind the colon stands a path where a port is expected`;
    return { message, hint: `write ${mixed[1]}/${mixed[3]!.replace(/^\/+/, '')}` };
  }
  const url = /\s/.test(text) ? undefined : parse(text);
  if (!url?.hostname) {
    const message = `${quoteText(text)} is no URL`;
    return { message, hint: usual };
  }
  if (found !== 'ssh' && (url.password !== '' || url.username !== '')) return credentials(url);
  if (url.pathname.replaceAll('/', '') !== '') return undefined;
  const message = `${quoteText(text)} names a server and no repository on it`;
  return { message, hint: `write its path, too: ${text.replace(/\/+$/, '')}/me/lab.git` };
}

function credentials(url: URL): ValueProblem {
  url.username = '';
  url.password = '';
  return {
    message:
      'the URL holds the name or password of a user: what is composed would show it to everyone who reads the repository',
    hint: `write ${url.href}, and name a Secret with username and password in repository.secret`,
  };
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
