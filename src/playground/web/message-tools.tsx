import { useState } from 'react';
import type { PageMessage, PageState } from '../page-types.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import type { MessageActions } from './message-actions.ts';
import { Thumb } from './thumb.tsx';

type Props = {
  shortcuts: PageState['shortcuts'];
  message: PageMessage;
  isMine: boolean;
  actions: MessageActions;
  onReply?: (() => void) | undefined;
  onEdit: () => void;
};

const DELETE = {
  title: 'Delete message',
  text: 'Are you sure you want to delete this message? This cannot be undone.',
  confirm: 'Delete',
  deny: 'Cancel',
  isDanger: true,
};

/** The buttons on a message, shown while the pointer or the focus is on it. */
export function MessageTools({ shortcuts, message, isMine, actions, onReply, onEdit }: Props) {
  const [isAsking, setAsking] = useState(false);
  const react = (name: string) => void actions.react(message, name, false);
  return (
    <div className="message-tools">
      {onReply && (
        <button type="button" onClick={onReply}>
          Reply
        </button>
      )}
      {!isMine && (
        <button type="button" aria-label="React with thumbs up" onClick={() => react('+1')}>
          <Thumb />
        </button>
      )}
      {!isMine && (
        <button type="button" aria-label="React with thumbs down" onClick={() => react('-1')}>
          <Thumb isDown />
        </button>
      )}
      {shortcuts
        .filter(({ type }) => type === 'message')
        .map(({ name, callbackId }) => (
          <button key={callbackId} type="button" onClick={() => void actions.shortcut(callbackId, message)}>
            {name}
          </button>
        ))}
      {isMine && (
        <button type="button" onClick={onEdit}>
          Edit
        </button>
      )}
      {isMine && (
        <button type="button" onClick={() => setAsking(true)}>
          Delete
        </button>
      )}
      {isAsking && (
        <ConfirmDialog
          question={DELETE}
          onAnswer={(isConfirmed) => {
            setAsking(false);
            if (isConfirmed) void actions.remove(message);
          }}
        />
      )}
    </div>
  );
}
