import type { Json } from '../../emulator/workspace-types.ts';
import type { PageState } from '../page-types.ts';
import type { OptionGroup } from './api.ts';

/** The props of an element that somebody clicks: a button, thumbs, an overflow menu. */
export type ClickProps = { element: Json; isBusy: boolean; choose: (value: string | undefined) => void };

/** The props of an element that holds a value: a menu, a list of choices, a field. */
export type ControlProps = {
  element: Json;
  held: Json;
  state: PageState;
  onHold: (held: Json) => void;
  suggest: (value: string) => Promise<OptionGroup[]>;
  /** The id that the label of the element points to; an element without one names itself. */
  id?: string | undefined;
  describedBy?: string | undefined;
  isOptional: boolean;
  isInvalid: boolean;
  isBusy: boolean;
  /** Text and dates count when they are left, not with every key. */
  isLazy: boolean;
  onEnter?: (() => void) | undefined;
};
