/** Articles of Arabic and Hebrew, written onto a word, and of Arabic in Latin letters, as words of their own. */
const ONTO = /^(?:ال(?=\p{Script=Arabic}{2})|ה(?=\p{Script=Hebrew}{3}))/u;
const ALONE: ReadonlySet<string> = new Set(['al', 'el', 'ul', 'ال']);

/** Folded words without such articles, wherever in a name they stand; never none. */
export function withoutArticles(words: readonly string[]): string[] {
  const rest = words.filter((word) => !ALONE.has(word)).map((word) => word.replace(ONTO, ''));
  return rest.length > 0 ? rest : [...words];
}
