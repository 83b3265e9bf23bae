import type { Json } from '../../emulator/workspace-types.ts';
import type { PageState } from '../page-types.ts';
import type { OptionGroup } from './api.ts';

/** What every element that holds a value is shown with. */
export type ControlProps = {
  element: Json;
  held: Json;
  state: PageState;
  onHold: (held: Json) => void;
  suggest: (value: string) => Promise<OptionGroup[]>;
  /** For the label that belongs to it; without one it names itself. */
  id?: string | undefined;
  describedBy?: string | undefined;
  isOptional: boolean;
  isInvalid: boolean;
  isBusy: boolean;
  /** Text and dates count when they are left, not with every key. */
  isLazy: boolean;
  onEnter?: (() => void) | undefined;
};
