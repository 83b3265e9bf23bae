const NAMES = 'think|thinking|thought|reasoning|reflection|scratchpad';

/** Marks around reasoning, as models write them: `<think>`, `<seed:think>`, `[THINK]`, `◁think▷`, `<|begin_of_thought|>`. */
const MARK = new RegExp(
  `</?(?:[a-z]{1,20}:)?(?:${NAMES})\\s{0,5}>|\\[/?THINK\\]|◁/?think▷|<\\|(?:begin_of|end_of|START|END)_(?:thought|thinking)\\|>`,
  'gi',
);
const IS_END = /^(?:[<[◁]\/|<\|end)/i;

/**
 * A text without the reasoning in it. The end mark may be missing, where the answer was cut; and the beginning, where the
 * server's template has written it. A mark without its other half counts only where it begins or ends a line, and never where it stands in what
 * the model was given: a customer's “</think>” that an answer quotes must not cut what comes before it.
 */
export function withoutReasoning(text: string, isGiven: (words: string) => boolean): string {
  const marks = [...text.matchAll(MARK)].map(([mark], at, all) => {
    const from = (all[at] as RegExpExecArray).index;
    return { mark, from, to: from + mark.length, isEnd: IS_END.test(mark), kind: kindOf(mark) };
  });
  const lastEnds = new Map(marks.filter(({ isEnd }) => isEnd).map(({ kind, from }) => [kind, from]));
  let said = '';
  let read = 0;
  let open: string | undefined;
  for (const { mark, from, to, isEnd, kind } of marks) {
    if (open !== undefined) {
      if (!isEnd || kind !== open) continue;
      open = undefined;
      read = to;
    } else if (isEnd) {
      if (isGiven(mark) || !(beginsLine(text, from) || endsLine(text, to))) continue;
      said = '';
      read = to;
    } else if ((lastEnds.get(kind) ?? -1) > from) {
      said += text.slice(read, from);
      open = kind;
    } else if (isFirst(text, from) || (beginsLine(text, from) && !isGiven(mark))) {
      return said + text.slice(read, from);
    }
  }
  return said + text.slice(read);
}

/** The kind of a mark, which is the same for its beginning and its end. */
const kindOf = (mark: string) =>
  mark
    .toLowerCase()
    .replace(/^([<[◁]|<\|)(?:\/|begin_of_|end_of_|start_|end_)/, '$1')
    .replace(/\s+/g, '');

const BLANK = 20;
const isFirst = (text: string, at: number) => at <= BLANK && !text.slice(0, at).trim();
const beginsLine = (text: string, at: number) =>
  /(?:^|\n)[^\S\n]*$/.test(text.slice(Math.max(0, at - BLANK), at));
const endsLine = (text: string, at: number) => /^[^\S\n]*(?:$|\n)/.test(text.slice(at, at + BLANK));
