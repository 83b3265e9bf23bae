import { always, type Quirk, raw, SAVED, thenWell, writtenCall } from './quirk.ts';

/** How words come. */
export const TEXT_QUIRKS: Quirk[] = [
  {
    quirk: '<think> in the text',
    script: always({ text: '<think>SECRET plan</think>You have none.' }),
    sees: /You have none\./,
    saves: 0,
  },
  {
    quirk: '<think> without an end',
    script: thenWell({ text: '<think>SECRET: I will say that all is' }),
    sees: SAVED,
    saves: 1,
  },
  {
    quirk: '</think> without a beginning',
    script: always({ text: 'SECRET plan\n</think>\n\nYou have none.' }),
    sees: /You have none\./,
    saves: 0,
  },
  {
    quirk: '<tool_call> as text',
    script: thenWell((name) => ({ text: writtenCall(name) })),
    sees: SAVED,
    saves: 1,
  },
  {
    quirk: '<tool_call> as text, always',
    script: (name) => () => ({ text: `SECRET ${writtenCall(name)} Saved.` }),
    sees: /writes down what it should do|could not/,
    saves: 0,
    asks: 2,
  },
  {
    quirk: 'a list of parts as content',
    script: always(
      raw({
        content: [
          { type: 'text', text: 'You have ' },
          { type: 'text', text: 'none.' },
        ],
      }),
    ),
    sees: /You have none\./,
    saves: 0,
  },
  {
    quirk: 'thoughts as a part of the content',
    script: always(
      raw({
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: 'SECRET' }] },
          { type: 'text', text: 'You have none.' },
        ],
      }),
    ),
    sees: /You have none\./,
    saves: 0,
  },
  {
    quirk: 'thoughts in a field of their own',
    script: always(raw({ content: 'You have none.', reasoning_content: 'SECRET', reasoning: 'SECRET' })),
    sees: /You have none\./,
    saves: 0,
  },
];
