import { useState } from 'react';
import { stateField } from '../../emulator/blocks/element-state.ts';
import { isJson, plainText, record } from '../../emulator/json.ts';
import type { Json } from '../../emulator/workspace-types.ts';
import type { BlockHost } from './block-host.ts';
import { valueIn } from './choices.ts';
import { ConfirmDialog, questionOf } from './confirm-dialog.tsx';
import { Control } from './control.tsx';
import type { ClickProps } from './element-props.ts';
import { OverflowMenu } from './overflow-menu.tsx';
import { Thumb } from './thumb.tsx';

type Props = { host: BlockHost; element: Json; blockId: string };

type Step = {
  value: string | string[] | undefined;
  /** The state of the element before, to go back to when the confirmation is answered with no. */
  before?: Json | undefined;
};

/** Draws one interactive element of a block, asks for its confirmation, and sends the click. */
export function BlockElement({ host, element, blockId }: Props) {
  const [isBusy, setBusy] = useState(false);
  const [pending, setPending] = useState<Step>();
  const type = String(element.type);
  const actionId = String(element.action_id);
  const held = host.values[blockId]?.[actionId];

  async function act({ value }: Step) {
    setPending(undefined);
    setBusy(true);
    await host.act({ actionId, blockId, ...(value === undefined ? {} : { value }) });
    setBusy(false);
  }

  function ask(step: Step) {
    if (isJson(element.confirm)) setPending(step);
    else void act(step);
  }

  function refuse() {
    if (pending?.before) host.keep(blockId, { [actionId]: pending.before });
    setPending(undefined);
  }

  function hold(next: Json) {
    host.keep(blockId, { [actionId]: next });
    ask({ value: valueIn(element, next), before: held });
  }

  const choose = (value: string | undefined) => ask({ value });
  return (
    <>
      {pending && (
        <ConfirmDialog
          question={questionOf(record(element.confirm) ?? {})}
          onAnswer={(isConfirmed) => (isConfirmed ? void act(pending) : refuse())}
        />
      )}
      {(type === 'button' || type === 'icon_button') && <Button {...{ element, isBusy, choose }} />}
      {type === 'feedback_buttons' && (
        <FeedbackButtons {...{ element, isBusy, choose }} pressed={host.pressed?.({ actionId, blockId })} />
      )}
      {type === 'overflow' && <OverflowMenu {...{ element, isBusy, choose }} />}
      {stateField(element) && held && (
        <Control
          {...{ element, held, isBusy }}
          state={host.state}
          onHold={hold}
          suggest={(value) => host.suggest({ actionId, blockId, value })}
          isOptional={false}
          isInvalid={false}
          isLazy
        />
      )}
    </>
  );
}

function Button({ element, isBusy, choose }: ClickProps) {
  const value = element.value === undefined ? undefined : String(element.value);
  const label = plainText(element.text);
  const className = `block-button ${element.style === 'primary' || element.style === 'danger' ? element.style : ''}`;
  const name = element.accessibility_label === undefined ? undefined : String(element.accessibility_label);
  if (typeof element.url === 'string' && /^https?:/.test(element.url)) {
    return (
      <a
        className={className}
        href={element.url}
        target="_blank"
        rel="noreferrer"
        aria-label={name}
        onClick={() => choose(value)}
      >
        {label}
      </a>
    );
  }
  return (
    <button
      type="button"
      className={className}
      disabled={isBusy}
      aria-label={name}
      onClick={() => choose(value)}
    >
      {label}
    </button>
  );
}

type FeedbackProps = ClickProps & { pressed: string | string[] | undefined };

function FeedbackButtons({ element, isBusy, choose, pressed }: FeedbackProps) {
  const sides = [record(element.positive_button), record(element.negative_button)];
  return sides.map((side, index) => {
    if (!side) return null;
    const value = String(side.value);
    return (
      <button
        type="button"
        key={value}
        className="feedback-button"
        disabled={isBusy}
        aria-label={String(side.accessibility_label ?? plainText(side.text))}
        aria-pressed={pressed === value}
        title={plainText(side.text)}
        onClick={() => choose(value)}
      >
        <Thumb isDown={index === 1} />
      </button>
    );
  });
}
