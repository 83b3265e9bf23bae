type Emoji = { name: string };

/** The library takes everything between two colons for an emoji, and what is no name as it stands, colons included. */
const NAME = /^[\w+'-]+$/;

/** An emoji by its name; "03:52: every" holds none and stays as it is. */
export function drawEmoji<T extends Emoji>(emoji: T, draw: (emoji: T) => string): string {
  if (!NAME.test(emoji.name)) return emoji.name;
  const drawn = draw(emoji);
  // Drawing a name that is none gives the name.
  return /\P{ASCII}/u.test(drawn) ? drawn : `:${emoji.name}:`;
}

/** Ends a line with a space, which nobody sees, so that the library finds no emoji across two lines. */
export const keepColonsApart = (text: string): string => text.replace(/(:[^ :\n]*)\n(?=[^ :]*:)/g, '$1 \n');
