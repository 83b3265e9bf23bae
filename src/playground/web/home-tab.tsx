import { useMemo } from 'react';
import { listOf } from '../../emulator/json.ts';
import type { PageState, PageViews } from '../page-types.ts';
import { api } from './api.ts';
import { type BlockHost, useValues } from './block-host.ts';
import { Blocks } from './blocks.tsx';
import { attempt } from './use-actions.ts';

type Props = { state: PageState; as: string; home: PageViews['home']; onNotice: (text: string) => void };

const NO_ERRORS = {};

/** The Home tab that the app has published for the acting member. */
export function HomeTab({ state, as, home, onNotice }: Props) {
  const blocks = useMemo(() => listOf(home?.blocks), [home]);
  const { values, keep } = useValues(blocks);
  const host: BlockHost = {
    state,
    values,
    keep,
    act: async (touch) => void (await attempt(api.clickView({ as, ...touch, values }), onNotice)),
    suggest: async (query) => (await api.suggestInView({ as, ...query })).groups,
    errors: NO_ERRORS,
  };
  if (!home) {
    return (
      <section className="empty" aria-label="Nothing yet">
        <h2>Nothing here yet</h2>
        <p>
          What {state.bot.name} wants to show you, and you alone, will be here. Until then, tell it something
          under Messages.
        </p>
      </section>
    );
  }
  return (
    <div className="home">
      <Blocks host={host} blocks={blocks} fallback="This cannot be drawn here." />
    </div>
  );
}
