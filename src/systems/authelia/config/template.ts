import type { Json } from '../../../kube/object.ts';

const mark = 'filled-in-by-the-template';
/** Actions that put one value in a place. */
const oneValue = /^-?\s*(secret|fileContent|env|mustEnv)\s/;

/**
 * A templated configuration with a mark in the place of each value that comes from a file or a variable; undefined where the template does
 * more than that. Upstream: internal/configuration/koanf_provider_filtered_file.go, internal/templates.
 */
export function fillTemplate(text: string): string | undefined {
  let other = false;
  const filled = text.replaceAll(/(['"]?)\{\{(.*?)\}\}\1/gs, (_, __, action: string) => {
    if (action.startsWith('/*') || action.startsWith('- /*')) return '';
    if (!oneValue.test(action)) other = true;
    return mark;
  });
  return other ? undefined : filled;
}

/** Whether any value below came from a template. */
export const holdsTemplate = (value: Json): boolean => JSON.stringify(value).includes(mark);
