import { render } from 'preact';
import { App } from './app.tsx';
import { openFileSource } from './file-source.ts';
import { openLiveSource } from './live-source.ts';

const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
const source = openFileSource() ?? (token === '' ? undefined : openLiveSource(token));
const root = document.getElementById('app');
if (root) render(<App source={source} />, root);
