import { useState } from 'react';
import { initialValues, withValues } from '../../emulator/blocks/element-state.ts';
import type { Json, ViewValues } from '../../emulator/workspace-types.ts';
import type { PageState } from '../page-types.ts';
import type { OptionGroup } from './api.ts';

export type Touch = { actionId: string; blockId: string; value?: string | string[] };
export type Query = { actionId: string; blockId: string; value: string };

/** What blocks need from the message or the modal they stand in. */
export type BlockHost = {
  state: PageState;
  /** What every element holds at the moment. */
  values: ViewValues;
  keep: (blockId: string, held: Record<string, Json>) => void;
  /** Tells the app. */
  act: (touch: Touch) => Promise<void>;
  /** What this element has sent last, where that stays marked. */
  pressed?: (element: Omit<Touch, 'value'>) => Touch['value'];
  /** Asks the app what an external select offers. */
  suggest: (query: Query) => Promise<OptionGroup[]>;
  /** What is wrong with an input, by block. */
  errors: Record<string, string>;
};

/** What elements hold. When the app changes the blocks, what has the same ids keeps what it holds, as in Slack. */
export function useValues(blocks: Json[]): Pick<BlockHost, 'values' | 'keep'> {
  const [held, setHeld] = useState(() => ({ blocks, values: initialValues(blocks) }));
  const current = held.blocks === blocks ? held : { blocks, values: withValues(blocks, held.values) };
  if (current !== held) setHeld(current);
  const keep: BlockHost['keep'] = (blockId, entered) =>
    setHeld((before) => ({
      ...before,
      values: { ...before.values, [blockId]: { ...before.values[blockId], ...entered } },
    }));
  return { values: current.values, keep };
}
