import type { PageState } from '../page-types.ts';
import { ActingAs } from './acting-as.tsx';
import { Avatar } from './avatar.tsx';
import { ClockControl } from './clock-control.tsx';

type Props = {
  state: PageState;
  as: string;
  channel: string;
  unread: Set<string>;
  onOpen: (channel: string) => void;
  onActAs: (id: string) => void;
  onNotice: (text: string) => void;
};

export function Sidebar({ state, as, channel, unread, onOpen, onActAs, onNotice }: Props) {
  return (
    <nav className="sidebar" aria-label="Conversations">
      <div className="team">
        <span className="team-name">{state.team}</span>
        <span className="team-note">Local workspace</span>
      </div>
      <h2 className="group">Channels</h2>
      <ul className="rooms">
        {state.channels.map((room) => (
          <li key={room.id}>
            <Room {...{ id: room.id, channel, unread, onOpen }}>
              <span className="room-sign" aria-hidden="true">
                {room.isPrivate ? '•' : '#'}
              </span>
              {room.name}
            </Room>
          </li>
        ))}
      </ul>
      <h2 className="group">Direct messages</h2>
      <ul className="rooms">
        <li>
          <Room {...{ id: state.direct, channel, unread, onOpen }}>
            <Avatar id={state.bot.id} name={state.bot.name} isBot size={20} />
            {state.bot.name}
            <span className="tag">App</span>
          </Room>
        </li>
      </ul>
      <ClockControl {...{ state, as, onNotice }} />
      <ActingAs state={state} as={as} onChange={onActAs} />
    </nav>
  );
}

type RoomProps = {
  id: string;
  channel: string;
  unread: Set<string>;
  onOpen: (channel: string) => void;
  children: React.ReactNode;
};

function Room({ id, channel, unread, onOpen, children }: RoomProps) {
  const isUnread = unread.has(id) && id !== channel;
  return (
    <button
      type="button"
      className={isUnread ? 'room room-unread' : 'room'}
      aria-current={id === channel ? 'page' : undefined}
      onClick={() => onOpen(id)}
    >
      {children}
      {isUnread && (
        <>
          <span className="dot" aria-hidden="true" />
          <span className="sr-only">, new messages</span>
        </>
      )}
    </button>
  );
}
