import { useRef, useState } from 'react';
import { listOf, plainText } from '../../emulator/json.ts';
import type { ClickProps } from './element-props.ts';
import { useDismissal, useInSight, useInside } from './popup-hooks.ts';

/** Three dots, and what they hide. */
export function OverflowMenu({ element, isBusy, choose }: ClickProps) {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  useDismissal(isOpen, box, () => setOpen(false));
  useInside(isOpen, list);
  useInSight(isOpen, list);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the buttons inside
    <div
      className="overflow"
      ref={box}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return;
        event.preventDefault();
        event.stopPropagation();
        setOpen(false);
      }}
    >
      <button
        type="button"
        className="block-button overflow-dots"
        aria-label="More actions"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        disabled={isBusy}
        onClick={() => setOpen(!isOpen)}
      >
        <span aria-hidden="true">⋯</span>
      </button>
      {isOpen && (
        <div className="overflow-list" role="menu" ref={list}>
          {listOf(element.options).map((option) => (
            <button
              type="button"
              role="menuitem"
              key={String(option.value)}
              className="overflow-option"
              onClick={() => {
                setOpen(false);
                choose(String(option.value));
              }}
            >
              {plainText(option.text)}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
