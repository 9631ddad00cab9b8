import { useEffect, useRef, useState } from 'preact/hooks';
import type { Folded, Scene } from '../../report/svg/scene.ts';
import type { Source } from './source.ts';

/** Places for what is to be seen, found by a worker: the page stays quick meanwhile. The last places stay until there are new ones. */
export function useScene(source: Source, folded: Folded): Scene | undefined {
  const worker = useRef<Worker | undefined>(undefined);
  const asked = useRef(0);
  const [scene, setScene] = useState<Scene | undefined>(undefined);
  useEffect(() => {
    const opened = source.openWorker();
    worker.current = opened;
    opened.onmessage = ({ data }: MessageEvent<{ readonly number: number; readonly scene: Scene }>) => {
      if (data.number === asked.current) setScene(data.scene);
    };
    return () => opened.terminate();
  }, [source]);
  useEffect(() => {
    asked.current += 1;
    const { items, ties } = folded;
    worker.current?.postMessage({ number: asked.current, folded: { items, ties } });
  }, [folded]);
  return scene;
}
