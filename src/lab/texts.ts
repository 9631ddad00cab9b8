import { quoteText, type ValueProblem } from './values.ts';

/** Why the text is not one exact version; undefined when it is. */
export function versionProblem(text: string): ValueProblem | undefined {
  if (/^v?\d+\.\d+\.\d+([-+][\w.+-]+)?$/.test(text)) return undefined;
  const message = `${quoteText(text)} must be one exact version: a range would not give the same platform twice`;
  const numbers = /\d+(\.\d+)*/.exec(text)?.[0].split('.').slice(0, 3) ?? [];
  const meant = [...numbers, '0', '0', '0'].slice(0, 3).join('.');
  return { message, hint: `write all three numbers, e.g. ${numbers.length > 0 ? meant : '1.2.3'}` };
}

/** Why the text is no path prefix of an app; undefined when it is one. */
export function urlPathProblem(text: string): ValueProblem | undefined {
  if (/^\/[^\s`]*$/.test(text)) return undefined;
  const message = `${quoteText(text)} is no path: it must start with "/" and have no spaces or backticks`;
  const meant = `/${text
    .replace(/^[a-z]+:\/\/[^/]*/i, '')
    .replaceAll(/[\s`]+/g, '')
    .replace(/^\/+/, '')}`;
  return { message, hint: `write ${meant}` };
}

/** Why the text is no folder of a container that can be mounted; undefined when it is one. */
export function containerPathProblem(text: string): ValueProblem | undefined {
  if (/^\/+$/.test(text)) {
    return {
      message: 'the root of a container cannot be mounted over',
      hint: 'name the folders it writes to, or remove readOnlyRoot',
    };
  }
  if (/^\/[^\s:]+$/.test(text) && !text.split('/').includes('..')) return undefined;
  const message = `${quoteText(text)} is no folder of a container: it must be absolute, without spaces, ":" and ".."`;
  return { message, hint: 'write it like /var/cache/nginx' };
}

/** Why the text is no length of time as Go writes them, in whole units; undefined when it is one. */
export function durationProblem(text: string): ValueProblem | undefined {
  if (/^(\d+(h|m|s|ms))+$/.test(text) && /[1-9]/.test(text)) return undefined;
  return { message: `${quoteText(text)} is no length of time`, hint: 'write it like 30s, 10m or 1h30m' };
}
