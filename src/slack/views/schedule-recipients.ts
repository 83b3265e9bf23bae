import type { KnownBlock } from '@slack/types';
import { z } from 'zod';
import type { Recipients } from '../../app/schedule-screens.ts';
import { LIMITS } from '../limits.ts';
import { plain } from './form-parts.ts';

const FIELD = { channel: 'schedule.channel', people: 'schedule.people' } as const;

/** The fields that say who else gets a report, for leads and admins. */
export function buildRecipients({ channel, people }: Recipients): KnownBlock[] {
  return [
    {
      type: 'input',
      block_id: FIELD.channel,
      optional: true,
      label: plain('Post it in a channel', LIMITS.inputLabel),
      hint: plain(
        'Instead of to you. I have to be in it, and everybody there has to be somebody who may run the report.',
        LIMITS.inputHint,
      ),
      element: {
        type: 'conversations_select',
        action_id: 'value',
        filter: {
          include: ['public', 'private'],
          exclude_external_shared_channels: true,
          exclude_bot_users: true,
        },
        ...(channel ? { initial_conversation: channel } : {}),
      },
    },
    {
      type: 'input',
      block_id: FIELD.people,
      optional: true,
      label: plain('Offer it to people', LIMITS.inputLabel),
      hint: plain(
        'Each is asked, and gets it with their own rights. Choose yourself, too, to get it as well.',
        LIMITS.inputHint,
      ),
      element: {
        type: 'multi_users_select',
        action_id: 'value',
        max_selected_items: LIMITS.offeredTo,
        ...(people.length > 0 ? { initial_users: people } : {}),
      },
    },
  ];
}

const Values = z.looseObject({
  [FIELD.channel]: z.object({ value: z.object({ selected_conversation: z.string().nullish() }) }).optional(),
  [FIELD.people]: z.object({ value: z.object({ selected_users: z.array(z.string()).nullish() }) }).optional(),
});

/** Reads who else gets the report; nobody where that was not asked. */
export function readRecipients(values: unknown): Recipients {
  const read = Values.parse(values);
  return {
    channel: read[FIELD.channel]?.value.selected_conversation ?? null,
    people: read[FIELD.people]?.value.selected_users ?? [],
  };
}
