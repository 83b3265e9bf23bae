import type { LanguageModelV3 } from '@ai-sdk/provider';
import type { ModelAnswer, ModelRequest, Script, ScriptedCall } from './model-script.ts';

/** A new message as the observer reads it. */
type Said = { id: string; own: string };

/** An observer that reads all new messages and then does what it is told with them, in one step. */
export const afterReading =
  (then: (read: Said[]) => ModelAnswer): Script =>
  ({ results }: ModelRequest): ModelAnswer => {
    const pages = results as { messages?: Said[]; more?: boolean }[];
    const last = pages.at(-1);
    if (last && !last.messages) return { text: 'Done.' };
    if (last && !last.more) return then(pages.flatMap(({ messages = [] }) => messages));
    const after = last?.messages?.at(-1)?.id;
    return { calls: [{ name: 'get_new_messages', input: after ? { after } : {} }] };
  };

/** An observer that proposes one preference, and quotes these words of the first new message for it. */
export const proposes = (preference: { slot: string; value: string }, quote: string): Script =>
  afterReading(([first]) => ({ calls: [proposal(preference, { id: first?.id ?? '', quote })] }));

export function proposal(
  preference: { slot: string; value: string },
  ...evidence: { id: string; quote: string }[]
): ScriptedCall {
  return { name: 'propose', input: { kind: 'user_preference', ...preference, evidence } };
}

/** The model, with `before` told of each call; when it throws the call fails. */
export function watched(
  model: LanguageModelV3,
  before: (prompt: string) => void | Promise<void>,
): LanguageModelV3 {
  return {
    ...model,
    doGenerate: async (options) => {
      await before(JSON.stringify(options.prompt));
      return model.doGenerate(options);
    },
  };
}
