import { isJson, listOf } from '../json.ts';
import { findBlockProblem } from './block-rules.ts';
import { allowText, firstProblem, lengthOf, type Problem, requireText, tooLong } from './text-rules.ts';

/** https://docs.slack.dev/reference/views */
const RULES = { title: 24, button: 24 } as const;
const FIELDS = { private_metadata: 3_000, callback_id: 255, external_id: 255 } as const;

/** Why Slack would not show this view. */
export function findViewProblem(view: unknown, kind: 'modal' | 'home'): Problem {
  if (!isJson(view) || view.type !== kind) return `a view of type ${kind} is required [json-pointer:/view]`;
  if (!Array.isArray(view.blocks)) return 'missing required field: blocks [json-pointer:/view]';
  const blocks = listOf(view.blocks);
  const long = firstProblem(Object.entries(FIELDS), ([name, max]) =>
    lengthOf(view[name]) > max ? `${name} ${tooLong(max)} [json-pointer:/view/${name}]` : undefined,
  );
  if (long) return long;
  return (kind === 'modal' ? frameProblem(view, blocks) : undefined) ?? findBlockProblem(blocks, kind);
}

function frameProblem(view: Record<string, unknown>, blocks: Record<string, unknown>[]): Problem {
  return (
    requireText(view.title, { name: 'title', max: RULES.title }) ??
    allowText(view.submit, { name: 'submit', max: RULES.button }) ??
    allowText(view.close, { name: 'close', max: RULES.button }) ??
    (blocks.some(({ type }) => type === 'input') && !view.submit
      ? 'submit is required when there are input blocks'
      : undefined)
  );
}
