import { type Block, Message as BlockKit } from 'slack-blocks-to-jsx';
import { isJson, listOf, record } from '../../emulator/json.ts';
import type { Json } from '../../emulator/workspace-types.ts';
import type { PageState } from '../page-types.ts';
import { BlockBoundary } from './block-boundary.tsx';
import { BlockElement } from './block-elements.tsx';
import type { BlockHost } from './block-host.ts';
import { Chart } from './chart.tsx';
import { DataTable } from './data-table.tsx';
import { drawEmoji, keepColonsApart } from './emoji.ts';
import { ViewInput } from './view-input.tsx';

type Props = { host: BlockHost; blocks: Json[]; fallback: string };

const PASSIVE = new Set(['image', 'mrkdwn', 'plain_text']);
const HOOKS = { emoji: drawEmoji };

/** Block Kit: reading is the library's, touching is ours. */
export function Blocks({ host, blocks, fallback }: Props) {
  return (
    <BlockBoundary fallback={fallback}>
      <div className="blocks">
        {blocks.map((block, index) => (
          <OneBlock key={String(block.block_id ?? index)} {...{ host, block }} />
        ))}
      </div>
    </BlockBoundary>
  );
}

function OneBlock({ host, block }: { host: BlockHost; block: Json }) {
  const accessory = record(block.accessory);
  const { state } = host;
  switch (block.type) {
    case 'context_actions':
      return <Elements {...{ host, block }} elements={listOf(block.elements)} className="context-actions" />;
    case 'actions':
      return <Elements {...{ host, block }} elements={listOf(block.elements)} />;
    case 'input':
      return <ViewInput host={host} block={block} />;
    case 'data_table':
      return <DataTable block={block} />;
    case 'data_visualization':
      return <Chart block={block} draw={(shown) => <Passive state={state} block={shown} />} />;
    case 'card': {
      const { actions, ...card } = block;
      return (
        <>
          <Passive state={state} block={card} />
          <Elements {...{ host, block }} elements={listOf(actions)} />
        </>
      );
    }
    case 'section': {
      if (!accessory || PASSIVE.has(String(accessory.type))) return <Passive state={state} block={block} />;
      const { accessory: _shownBeside, ...section } = block;
      return (
        <div className="with-accessory">
          <Passive state={state} block={section} />
          <Elements {...{ host, block }} elements={[accessory]} />
        </div>
      );
    }
    default:
      return <Passive state={state} block={block} />;
  }
}

type ElementsProps = { host: BlockHost; block: Json; elements: Json[]; className?: string };

function Elements({ host, block, elements, className = '' }: ElementsProps) {
  if (elements.length === 0) return null;
  return (
    <div className={`block-actions ${className}`}>
      {elements.map((element) => (
        <BlockElement
          key={String(element.action_id)}
          {...{ host, element }}
          blockId={String(block.block_id)}
        />
      ))}
    </div>
  );
}

function Passive({ state, block }: { state: PageState; block: Json }) {
  const users = [
    { id: state.bot.id, name: state.bot.name },
    ...state.people.map(({ id, name }) => ({ id, name })),
  ];
  return (
    <BlockKit
      withoutWrapper
      logo=""
      name=""
      blocks={[withMarkdown(block) as unknown as Block]}
      hooks={HOOKS}
      data={{ users, channels: state.channels.map(({ id, name }) => ({ id, name })) }}
    />
  );
}

/** In Slack, `verbatim` keeps names and addresses from becoming links; the library drops all formatting for it. */
function withMarkdown(block: Json): Json {
  return JSON.parse(
    JSON.stringify(block, (key, value) => {
      if (key === 'verbatim') return undefined;
      const isText = isJson(value) && value.type === 'mrkdwn' && typeof value.text === 'string';
      return isText ? { ...value, text: keepColonsApart(String(value.text)) } : value;
    }),
  );
}

/** Plain message text, with its mentions, links and emphasis. */
export function MessageText({ state, text }: { state: PageState; text: string }) {
  return (
    <BlockBoundary fallback={text}>
      <Passive state={state} block={{ type: 'section', text: { type: 'mrkdwn', text } }} />
    </BlockBoundary>
  );
}
