/**
 * The version of what is stored of names: folded letters, keys to look up, keys to sort by. Raise it by one whenever any of
 * these comes out otherwise for some name, so that databases build theirs again.
 */
export const NAME_RULES_VERSION = 5;
