import { useId } from 'react';
import { plainText, record } from '../../emulator/json.ts';
import type { Json } from '../../emulator/workspace-types.ts';
import type { BlockHost } from './block-host.ts';
import { valueIn } from './choices.ts';
import { Control } from './control.tsx';

/** One labelled field of a modal, with its hint or its error. */
export function ViewInput({ host, block }: { host: BlockHost; block: Json }) {
  const id = useId();
  const element = record(block.element) ?? {};
  const blockId = String(block.block_id);
  const actionId = String(element.action_id);
  const held = host.values[blockId]?.[actionId];
  const error = host.errors[blockId];
  const hint = plainText(block.hint);
  if (!held) return null;

  const isText = String(element.type).endsWith('_input');
  const tell = (next: Json) => void host.act({ actionId, blockId, value: valueIn(element, next) });
  function hold(next: Json) {
    host.keep(blockId, { [actionId]: next });
    // The app is told of a text on Enter, of any other value at once.
    if (block.dispatch_action === true && !isText) tell(next);
  }

  return (
    <div className="field">
      <label id={`${id}-label`} htmlFor={id}>
        {plainText(block.label)}
        {block.optional === true && <span className="field-optional"> (optional)</span>}
      </label>
      <Control
        {...{ element, held, id }}
        state={host.state}
        onHold={hold}
        suggest={(value) => host.suggest({ actionId, blockId, value })}
        describedBy={`${id}-note`}
        isOptional={block.optional === true}
        isInvalid={error !== undefined}
        isBusy={false}
        isLazy={false}
        onEnter={block.dispatch_action === true && isText ? () => tell(held) : undefined}
      />
      <p id={`${id}-note`} className={error ? 'field-error' : 'field-hint'}>
        {error ?? hint}
      </p>
    </div>
  );
}
