/** What joins two words of a name: `&`, and words for it. */
const SURE_JOINTS = ['&', '+', 'and', 'und', 'et', 'och', 'og', 'és', 'es', 'oraz', 've', 'и', 'та'];
/** The same in one letter or a short word, which may be a word of its own: a joint only where the other name has one. */
const MAYBE = ['y', 'e', 'i', 'a', 'en', 'un', 'ja', 'ir', 'і', 'й'];

export const MAYBE_JOINTS: ReadonlySet<string> = new Set(MAYBE);
export const JOINTS: ReadonlySet<string> = new Set([...SURE_JOINTS, ...MAYBE]);
export const JOINT = '&';

export const isSureJoint = (word: string): boolean => JOINTS.has(word) && !MAYBE_JOINTS.has(word);
