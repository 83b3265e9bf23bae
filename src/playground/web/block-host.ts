import { useState } from 'react';
import { initialValues, withValues } from '../../emulator/blocks/element-state.ts';
import type { Json, ViewValues } from '../../emulator/workspace-types.ts';
import type { PageState } from '../page-types.ts';
import type { OptionGroup } from './api.ts';

export type Touch = { actionId: string; blockId: string; value?: string | string[] };
export type Query = { actionId: string; blockId: string; value: string };

/** The message or the modal in which blocks stand, as far as blocks need it. */
export type BlockHost = {
  state: PageState;
  /** The state of every element at the moment. */
  values: ViewValues;
  keep: (blockId: string, held: Record<string, Json>) => void;
  /** Tells the app. */
  act: (touch: Touch) => Promise<void>;
  /** The value that an element has sent last, where it stays marked. */
  pressed?: (element: Omit<Touch, 'value'>) => Touch['value'];
  /** Asks the app for the options of an external select. */
  suggest: (query: Query) => Promise<OptionGroup[]>;
  /** The errors of inputs, by block. */
  errors: Record<string, string>;
};

/** Keeps the state of elements. As in Slack, an element with the same ids keeps its state when the app changes the blocks. */
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
