import { expect, it } from 'vitest';
import { adviseOnRefusal } from './chart-renames.ts';

it.each([
  ["- at '/ports/web/expose': got boolean, want object", 'ports.web.expose.default: true'],
  ["- at '/ports/web': additional properties 'redirectTo' not allowed", 'ports.web.http.redirections.entryPoint'],
  ["- at '/ports/websecure': additional properties 'a', 'tls' not allowed", 'ports.websecure.tls stands under'],
  ["- at '/ports/web': additional properties 'redirections' not allowed", 'ports.web.redirections stands under'],
  ["- at '/ports/web': additional properties 'redirektTo' not allowed", undefined],
])('what %s is called now', (message, expected) => {
  expect(adviseOnRefusal(message)).toEqual(expected === undefined ? undefined : expect.stringContaining(expected));
});
