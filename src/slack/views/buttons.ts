import type { ActionsBlock, Button } from '@slack/types';
import type { HomeId, PressId } from '../../app/handlers.ts';
import type { Action } from '../../delivery/document.ts';
import { cut } from '../../text.ts';
import { LIMITS } from '../limits.ts';

/** What can be pressed, on a message or on the Home tab. */
type AnyAction = Omit<Action, 'id'> & { id: PressId | HomeId };

/** Actions as a row of buttons. */
export function buildButtons(actions: AnyAction[]): ActionsBlock {
  return { type: 'actions', elements: actions.map(buildButton) };
}

export function buildButton({ id, label, value, style, confirm }: AnyAction): Button {
  return {
    type: 'button',
    action_id: id,
    text: { type: 'plain_text', text: cut(label, LIMITS.buttonText) },
    value: cut(value, LIMITS.buttonValue),
    ...(style ? { style } : {}),
    ...(confirm
      ? {
          confirm: {
            title: { type: 'plain_text', text: cut(confirm.title, LIMITS.confirmTitle) },
            text: { type: 'plain_text', text: cut(confirm.text, LIMITS.confirmText) },
            confirm: { type: 'plain_text', text: cut(confirm.yes, LIMITS.confirmButton) },
            deny: { type: 'plain_text', text: cut(confirm.no, LIMITS.confirmButton) },
          },
        }
      : {}),
  };
}
