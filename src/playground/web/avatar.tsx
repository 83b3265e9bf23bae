import { hueOf, initialsOf } from './format.ts';

export function Avatar({
  id,
  name,
  isBot,
  size = 36,
}: {
  id: string;
  name: string;
  isBot?: boolean;
  size?: number;
}) {
  const style = { width: size, height: size, fontSize: size * 0.38, '--hue': hueOf(id) };
  return (
    <span className={isBot ? 'avatar avatar-bot' : 'avatar'} style={style} aria-hidden="true">
      {isBot ? 'R' : initialsOf(name)}
    </span>
  );
}
