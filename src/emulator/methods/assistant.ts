import { z } from 'zod';
import { record, text } from './arguments.ts';
import { type ApiMethod, method } from './method.ts';

const WRONG = 'invalid_arguments';

const Thread = z.object({ channel_id: z.string(WRONG), thread_ts: text });

export const assistantMethods: Record<string, ApiMethod> = {
  'assistant.threads.setStatus': method({
    scope: 'assistant:write',
    input: Thread.extend({ status: text }),
    answer: ({ threads }, { channel_id: channel, thread_ts, status }) => {
      threads.setStatus(channel, thread_ts, status);
      return { ok: true };
    },
  }),
  'assistant.threads.setSuggestedPrompts': method({
    scope: 'assistant:write',
    input: Thread.extend({ prompts: z.array(record(WRONG), WRONG).min(1, WRONG).max(4, WRONG) }),
    answer: ({ threads }, { channel_id: channel, prompts }) => {
      threads.setPrompts(channel, prompts);
      return { ok: true };
    },
  }),
  'agents.sessions.setStatus': method({
    scope: 'chat:write',
    input: z.object({
      channel_id: z.string(WRONG),
      thread_ts: text,
      status: z.enum(['processing', 'active', 'suspended', 'closed'], 'invalid_status'),
      title: z.string(WRONG).max(200, 'title_too_long').optional(),
      initiator_user_id: z.string(WRONG).optional(),
    }),
    answer: ({ threads }, { channel_id: channel, thread_ts, status, title }) => {
      const session = threads.setSession(channel, thread_ts, { status, ...(title ? { title } : {}) });
      return { ok: true, ...session };
    },
  }),
  'assistant.threads.setTitle': method({
    scope: 'assistant:write',
    input: Thread,
    answer: () => ({ ok: true }),
  }),
};
