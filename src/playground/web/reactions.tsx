import type { PageMessage } from '../page-types.ts';
import type { MessageActions } from './message-actions.ts';
import { Thumb } from './thumb.tsx';

const SIGNS: Record<string, React.ReactNode> = {
  '+1': <Thumb />,
  '-1': <Thumb isDown />,
  eyes: '👀',
  white_check_mark: '✓',
};

type Props = { as: string; message: PageMessage; onReact: MessageActions['react'] };

export function Reactions({ as, message, onReact }: Props) {
  if (!message.reactions?.length) return null;
  return (
    <div className="reactions">
      {message.reactions.map(({ name, users, count }) => {
        const isMine = users.includes(as);
        return (
          <button
            type="button"
            key={name}
            className="reaction"
            aria-pressed={isMine}
            aria-label={`${name}, ${count}`}
            onClick={() => void onReact(message, name, isMine)}
          >
            {SIGNS[name] ?? `:${name}:`} {count}
          </button>
        );
      })}
    </div>
  );
}
