import { useEffect, useRef, useState } from 'react';
import type { PageState, PageView } from '../page-types.ts';
import type { Json } from '../workspace-types.ts';
import { api } from './api.ts';
import { Blocks } from './blocks.tsx';
import { listOf, plainText, record } from './json.ts';
import { initialState, ViewInput } from './view-input.tsx';

type Props = { state: PageState; as: string; open: PageView; onNotice: (text: string) => void };
type ViewValues = Record<string, Record<string, Json>>;

/** A modal the bot opened. */
export function ViewDialog({ state, as, open, onNotice }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [values, setValues] = useState(() => initialValues(open.view));
  const [errors, setErrors] = useState<Record<string, string>>({});
  useEffect(() => dialog.current?.showModal(), []);

  async function submit() {
    try {
      const { answer, notice } = await api.submitView({ as, viewId: open.id, values });
      if (notice) onNotice(notice);
      setErrors(errorsIn(answer));
    } catch (error) {
      onNotice(error instanceof Error ? error.message : 'That did not work.');
    }
  }

  const keep = (blockId: string, actionId: string, value: Json) =>
    setValues((before) => ({ ...before, [blockId]: { ...before[blockId], [actionId]: value } }));

  return (
    <dialog
      ref={dialog}
      className="dialog view"
      aria-label={plainText(open.view.title)}
      onCancel={() => void api.closeView({ as, viewId: open.id })}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <h2>{plainText(open.view.title)}</h2>
        {listOf(open.view.blocks).map((block) =>
          block.type === 'input' ? (
            <ViewInput
              key={String(block.block_id)}
              block={block}
              people={state.people}
              error={errors[String(block.block_id)]}
              onValue={keep}
            />
          ) : (
            <Blocks
              key={String(block.block_id)}
              state={state}
              blocks={[block]}
              fallback=""
              onAct={() => Promise.resolve()}
            />
          ),
        )}
        <div className="dialog-actions">
          <button
            type="button"
            className="block-button"
            onClick={() => void api.closeView({ as, viewId: open.id })}
          >
            {plainText(open.view.close) || 'Cancel'}
          </button>
          {record(open.view.submit) && (
            <button type="submit" className="block-button primary">
              {plainText(open.view.submit)}
            </button>
          )}
        </div>
      </form>
    </dialog>
  );
}

function initialValues(view: Json): ViewValues {
  const inputs = listOf(view.blocks).filter((block) => block.type === 'input');
  return Object.fromEntries(
    inputs.map((block) => [
      String(block.block_id),
      { [String(record(block.element)?.action_id)]: initialState(block) },
    ]),
  );
}

function errorsIn(answer: string): Record<string, string> {
  try {
    const errors = record(record(JSON.parse(answer))?.errors) ?? {};
    return Object.fromEntries(Object.entries(errors).map(([block, text]) => [block, String(text)]));
  } catch {
    return {};
  }
}
