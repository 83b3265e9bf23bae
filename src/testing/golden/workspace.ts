/** A place to play a golden thread in: what people write goes in, replies come out, and the tables can be read. */
export type GoldenWorkspace = {
  say(message: GoldenMessage): Promise<GoldenReply>;
  rows(table: string): Promise<Record<string, unknown>[]>;
};

/** `thread`: the index of the earlier message it replies to; without one it starts a thread of its own. */
type GoldenMessage = { as: string; channel: 'dm' | 'channel'; thread?: number; text: string };
/** `steps`: how often the model was asked. */
export type GoldenReply = { reply: string; steps: number; inputTokens: number; outputTokens: number };
