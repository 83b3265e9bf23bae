import { type FoundElement, minQueryLength } from '../blocks/elements.ts';
import { listOf, parseJsonObject, plainText } from '../json.ts';
import { findOptionsProblem } from '../rules/element-rules.ts';
import type { Delivery, Json, Suggestion } from '../workspace-types.ts';

/** Remembers which options the app has offered to whom in external selects: people can choose no other ones. */
export function createExternalOptions() {
  const known = new Map<string, Map<unknown, Json>>();
  const keyOf = (user: string, { element, blockId }: FoundElement) =>
    `${user}:${blockId}:${element.action_id}`;

  return {
    of: (user: string, found: FoundElement): Json[] => [...(known.get(keyOf(user, found))?.values() ?? [])],

    /** Throws where Slack would not ask the app at all. */
    requireAsking({ element }: FoundElement, value: string) {
      if (!String(element.type).endsWith('external_select'))
        throw new Error(`${element.type} has its options written into it; nobody asks for them.`);
      const least = minQueryLength(element);
      if (value.length < least)
        throw new Error(`Slack asks from ${least} characters on: min_query_length of ${element.action_id}.`);
    },

    /** Throws where Slack would not show what the app answered. */
    take(user: string, found: FoundElement, delivery: Delivery): Pick<Suggestion, 'options' | 'groups'> {
      const answer = (delivery.status === 200 && parseJsonObject(delivery.body)) || undefined;
      const problem = answer && findOptionsProblem(answer);
      if (!answer || problem)
        throw new Error(`The app's options cannot be shown: ${problem ?? delivery.error ?? 'no answer'}.`);
      const groups = answer.option_groups
        ? listOf(answer.option_groups).map((group) => ({
            label: plainText(group.label),
            options: listOf(group.options),
          }))
        : [{ options: listOf(answer.options) }];
      const options = groups.flatMap((group) => group.options);
      const offered = known.get(keyOf(user, found)) ?? new Map<unknown, Json>();
      for (const option of options) offered.set(option.value, option);
      known.set(keyOf(user, found), offered);
      return { options, groups };
    },
  };
}
