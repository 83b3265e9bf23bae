/**
 * Raised whenever look-up keys, folded names or sort keys come out otherwise than before, so that databases write them anew.
 */
export const NAME_RULES_VERSION = 1;
