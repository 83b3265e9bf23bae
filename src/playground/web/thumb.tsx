/** Drawn, because not every computer has an emoji font. */
export function Thumb({ isDown }: { isDown?: boolean }) {
  return (
    <svg className={isDown ? 'thumb thumb-down' : 'thumb'} viewBox="0 0 24 24" aria-hidden="true">
      <path d="M7 11v9H4v-9zm0 0 4-8c1.7 0 2.5 1.2 2.2 2.8L12.6 9H18a2 2 0 0 1 2 2.4l-1.3 7A2 2 0 0 1 16.7 20H7" />
    </svg>
  );
}
