import { useEffect, useMemo, useRef, useState } from 'react';
import { listOf, plainText, record } from '../../emulator/json.ts';
import type { PageState, PageView } from '../page-types.ts';
import { api } from './api.ts';
import { type BlockHost, type Touch, useValues } from './block-host.ts';
import { Blocks } from './blocks.tsx';
import { errorsIn, findInputErrors } from './input-errors.ts';

type Props = { state: PageState; as: string; open: PageView; isTop: boolean; refusal: string };

/** A modal that the bot opened. Modals below the top one wait, and keep what was entered. */
export function ViewDialog({ state, as, open, isTop, refusal }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const blocks = useMemo(() => listOf(open.view.blocks), [open.view]);
  const { values, keep } = useValues(blocks);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [trouble, setTrouble] = useState('');
  const [isBusy, setBusy] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    if (Object.keys(errors).length > 0)
      dialog.current?.querySelector('.field-error')?.scrollIntoView({ block: 'center' });
  }, [errors]);
  const at = { as, viewId: open.id };

  async function attempt(work: Promise<{ notice?: string }>) {
    try {
      setTrouble((await work).notice ?? '');
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : 'That did not work.');
    }
  }

  async function send() {
    const sent = await api.submitView({ ...at, values });
    setErrors(errorsIn(sent.answer));
    return sent;
  }

  async function submit() {
    const found = findInputErrors(blocks, values);
    setErrors(found);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    await attempt(send());
    setBusy(false);
  }

  const host: BlockHost = {
    state,
    values,
    keep,
    errors,
    act: (touch: Touch) => attempt(api.clickView({ ...at, ...touch, values })),
    suggest: async (query) => (await api.suggestInView({ ...at, ...query })).groups,
  };
  const title = plainText(open.view.title);
  const submitLabel = plainText(record(open.view.submit));
  const close = () => void attempt(api.closeView(at));
  return (
    <dialog
      ref={dialog}
      className={isTop ? 'dialog view' : 'dialog view view-below'}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (submitLabel && !isBusy) void submit();
        }}
      >
        <h2>{title}</h2>
        <div className="view-body">
          <Blocks host={host} blocks={blocks} fallback="This cannot be drawn here." />
        </div>
        <p className="view-trouble" role="alert">
          {trouble || refusal}
        </p>
        <div className="dialog-actions">
          <button type="button" className="block-button" onClick={close}>
            {plainText(open.view.close) || (submitLabel ? 'Cancel' : 'Close')}
          </button>
          {submitLabel && (
            <button type="submit" className="block-button primary" disabled={isBusy}>
              {submitLabel}
            </button>
          )}
        </div>
      </form>
    </dialog>
  );
}
