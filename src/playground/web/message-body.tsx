import type { Json } from '../../emulator/workspace-types.ts';
import type { PageMessage, PageState } from '../page-types.ts';
import { type BlockHost, useValues } from './block-host.ts';
import { Blocks, MessageText } from './blocks.tsx';
import { FileCard } from './file-card.tsx';
import type { MessageActions } from './message-actions.ts';

type Props = { state: PageState; message: PageMessage; actions: MessageActions };

const NO_BLOCKS: Json[] = [];
const NO_ERRORS = {};

export function MessageBody({ state, message, actions }: Props) {
  const blocks = message.blocks ?? NO_BLOCKS;
  const { values, keep } = useValues(blocks);
  if (message.subtype === 'tombstone') return <p className="gone">{message.text}</p>;
  const host: BlockHost = {
    state,
    values,
    keep,
    act: (touch) => actions.act(message, { ...touch, values }),
    pressed: (element) => actions.pressed(message, element),
    suggest: (query) => actions.suggest(message, query),
    errors: NO_ERRORS,
  };
  return (
    <div className="message-body">
      {blocks.length > 0 ? (
        <Blocks host={host} blocks={blocks} fallback={message.text} />
      ) : (
        message.text && <MessageText state={state} text={message.text} />
      )}
      {message.files.map((file) => (
        <FileCard key={file.id} file={file} url={actions.fileUrl(file.id)} />
      ))}
    </div>
  );
}
