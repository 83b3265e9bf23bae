import { useEffect, useRef, useState } from 'react';
import type { OptionGroup } from './api.ts';

/** The pause after a key before the app is asked: a person who types quickly asks once. */
const PAUSE_MS = 250;

export type Suggestions =
  | { kind: 'too-short' | 'asking' }
  | { kind: 'failed'; reason: string }
  | { kind: 'found'; groups: OptionGroup[] };

type Input = { suggest: (value: string) => Promise<OptionGroup[]>; query: string; least: number };

/** The options that the app offers for a typed text; the app is not asked while `input` is absent. */
export function useSuggestions(input: Input | undefined): Suggestions {
  const [found, setFound] = useState<Suggestions & { query?: string }>({ kind: 'asking' });
  const { query, least } = input ?? {};
  // The way to ask is new at every drawing; what is asked is not.
  const ask = useRef(input?.suggest);
  ask.current = input?.suggest;
  useEffect(() => {
    if (query === undefined || least === undefined || query.length < least) return;
    let isStale = false;
    const timer = setTimeout(async () => {
      const answer = await ask.current?.(query).then(
        (groups): Suggestions => ({ kind: 'found', groups }),
        (error): Suggestions => ({ kind: 'failed', reason: String(error?.message ?? error) }),
      );
      if (answer && !isStale) setFound({ ...answer, query });
    }, PAUSE_MS);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [query, least]);
  if (query === undefined || query.length < Number(least)) return { kind: 'too-short' };
  return found.query === query ? found : { kind: 'asking' };
}
