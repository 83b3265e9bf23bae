import type { JSONValue, LanguageModelV3Message, LanguageModelV3Prompt } from '@ai-sdk/provider';
import type { ModelMessage } from 'ai';
import type { ModelStep, Step, ToolStep } from '../agent-steps.ts';
import { isRecord } from './json-text.ts';

/** An answer of the model that was not good enough, and what it was asked then. It is no step of the run. */
export type Aside = {
  /** How many steps were taken before it. */
  after: number;
  said: string;
  ask: string;
};

/** The messages that the model is sent: the opening of the run, its steps so far, and the asides between them. */
export function promptOf(
  opening: readonly ModelMessage[],
  { steps, asides = [] }: { steps: readonly Step[]; asides?: readonly Aside[] },
): LanguageModelV3Prompt {
  const said = [...asides.filter(({ after }) => after === 0).flatMap(asideMessages)];
  for (const [at, step] of steps.entries()) {
    said.push(...stepMessages(step, steps.slice(0, at)));
    said.push(...asides.filter(({ after }) => after === at + 1).flatMap(asideMessages));
  }
  return inTurns([...opening.map(openingMessage), ...said]);
}

/** The id of a call: nine letters and digits, as Mistral wants them, and never the same twice in a run. */
export const callId = (position: number, call: number) =>
  `s${String(position).padStart(4, '0')}c${String(call).padStart(3, '0')}`;

function stepMessages(step: Step, before: readonly Step[]): LanguageModelV3Message[] {
  if (step.kind === 'model') return modelMessages(step, before.length);
  const caller = before.findLastIndex(({ kind }) => kind === 'model');
  return [toolMessage(step, callId(caller, before.length - caller - 1))];
}

/** The messages of a model step as the provider gave them; of old steps, which do not have them, made from text and calls. */
function modelMessages({ messages, text, calls }: ModelStep, position: number): LanguageModelV3Message[] {
  if (messages) return messages as LanguageModelV3Message[];
  const made = calls.map(({ name, input }, at) => ({
    type: 'tool-call' as const,
    toolCallId: callId(position, at),
    toolName: name,
    input: isRecord(input) ? input : {},
  }));
  return [{ role: 'assistant', content: text ? [{ type: 'text', text }, ...made] : made }];
}

function toolMessage({ name, output }: ToolStep, id: string): LanguageModelV3Message {
  const value = output as JSONValue;
  return {
    role: 'tool',
    content: [{ type: 'tool-result', toolCallId: id, toolName: name, output: { type: 'json', value } }],
  };
}

function asideMessages({ said, ask }: Aside): LanguageModelV3Message[] {
  return [
    { role: 'assistant', content: [{ type: 'text', text: said }] },
    { role: 'user', content: [{ type: 'text', text: ask }] },
  ];
}

function openingMessage({ role, content }: ModelMessage): LanguageModelV3Message {
  if (role === 'system') return { role, content };
  if (role !== 'user') throw new Error('A run starts with what it is told and asked.');
  const parts = typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content;
  return {
    role,
    content: parts.flatMap((part) =>
      part.type === 'text' ? [{ type: 'text' as const, text: part.text }] : [],
    ),
  };
}

/** Messages of a user in a row as one message: Mistral and Gemma refuse two of the same side. */
function inTurns(messages: LanguageModelV3Message[]): LanguageModelV3Prompt {
  const turns: LanguageModelV3Prompt = [];
  for (const message of messages) {
    const last = turns.at(-1);
    if (last?.role === 'user' && message.role === 'user')
      turns.splice(-1, 1, { ...last, content: [...last.content, ...message.content] });
    else turns.push(message);
  }
  return turns;
}
