import { type Block, Message as BlockKit } from 'slack-blocks-to-jsx';
import type { PageState } from '../page-types.ts';
import type { Json } from '../workspace-types.ts';
import { BlockBoundary } from './block-boundary.tsx';
import { BlockElement, type OnAct } from './block-elements.tsx';
import { DataTable } from './data-table.tsx';
import { listOf, plainText, record } from './json.ts';

type Props = { state: PageState; blocks: Json[]; fallback: string; onAct: OnAct };

const PASSIVE = new Set(['image', 'mrkdwn', 'plain_text']);

/** Block Kit: reading is the library's, touching is ours. */
export function Blocks({ state, blocks, fallback, onAct }: Props) {
  return (
    <BlockBoundary fallback={fallback}>
      <div className="blocks">
        {blocks.map((block, index) => (
          <OneBlock key={String(block.block_id ?? index)} {...{ state, block, onAct }} />
        ))}
      </div>
    </BlockBoundary>
  );
}

function OneBlock({ state, block, onAct }: { state: PageState; block: Json; onAct: OnAct }) {
  const accessory = record(block.accessory);
  switch (block.type) {
    case 'actions':
    case 'context_actions':
      return <Elements {...{ state, block, onAct }} elements={listOf(block.elements)} />;
    case 'data_table':
      return <DataTable block={block} />;
    case 'card': {
      const { actions, ...card } = block;
      return (
        <>
          <Passive state={state} block={card} />
          <Elements {...{ state, block, onAct }} elements={listOf(actions)} />
        </>
      );
    }
    case 'section': {
      if (!accessory || PASSIVE.has(String(accessory.type))) return <Passive state={state} block={block} />;
      const { accessory: _shownBeside, ...section } = block;
      return (
        <div className="with-accessory">
          <Passive state={state} block={section} />
          <Elements {...{ state, block, onAct }} elements={[accessory]} />
        </div>
      );
    }
    case 'data_visualization':
      // The library takes the title as a string, Slack as a text object.
      return <Passive state={state} block={{ ...block, title: plainText(block.title) }} />;
    default:
      return <Passive state={state} block={block} />;
  }
}

type ElementsProps = { state: PageState; block: Json; elements: Json[]; onAct: OnAct };

function Elements({ state, block, elements, onAct }: ElementsProps) {
  if (elements.length === 0) return null;
  return (
    <div className="block-actions">
      {elements.map((element) => (
        <BlockElement
          key={String(element.action_id)}
          element={element}
          blockId={String(block.block_id)}
          people={state.people}
          onAct={onAct}
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
      data={{ users, channels: state.channels.map(({ id, name }) => ({ id, name })) }}
    />
  );
}

/** In Slack, `verbatim` keeps names and addresses from becoming links; the library drops all formatting for it. */
function withMarkdown(block: Json): Json {
  return JSON.parse(JSON.stringify(block, (key, value) => (key === 'verbatim' ? undefined : value)));
}

/** Plain message text, with its mentions, links and emphasis. */
export function MessageText({ state, text }: { state: PageState; text: string }) {
  return (
    <BlockBoundary fallback={text}>
      <Passive state={state} block={{ type: 'section', text: { type: 'mrkdwn', text } }} />
    </BlockBoundary>
  );
}
