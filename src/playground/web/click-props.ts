import type { Json } from '../../emulator/workspace-types.ts';

/** What every element is shown with that somebody clicks. */
export type ClickProps = { element: Json; isBusy: boolean; choose: (value: string | undefined) => void };
