import { readImage } from '../registry/reference.ts';
import { quoteText, type ValueProblem } from './values.ts';

/** Why no runtime could pull the image: the pod would stay at InvalidImageName; undefined when the name can be read. */
export function imageProblem(text: string): ValueProblem | undefined {
  if (readImage(text)) return undefined;
  const message = `${quoteText(text)} is not the name of an image`;
  return { message, hint: imageHint(text) };
}

function imageHint(text: string): string {
  const guesses = [text.trim(), text.trim().replace(/^[a-z]+:\/\//i, ''), text.trim().toLowerCase()];
  const meant = guesses.find((guess) => guess !== text && readImage(guess));
  return meant === undefined ? 'write it like docker.io/traefik/whoami:v1.11.0' : `write ${meant}`;
}
