/** What an observation is about. */
export type Subject =
  | { of: 'company'; id: string }
  | { of: 'topic'; word: string }
  | { of: 'message'; id: string }
  | { of: 'promise'; id: string }
  /** The answers to a member: those about reports, or those about one company. */
  | { of: 'answers'; about: 'reports' }
  | { of: 'answers'; about: 'company'; id: string }
  /** The member whose night it is, the whole team, or Rapport itself. */
  | { of: 'member' | 'team' | 'bot' };

/** The text that is kept of a subject: the same for the same subject. It is compared, and never taken apart. */
export function subjectKey(subject: Subject): string {
  switch (subject.of) {
    case 'company':
    case 'message':
    case 'promise':
      return `${subject.of}:${subject.id}`;
    case 'topic':
      return `topic:${subject.word}`;
    case 'answers':
      return subject.about === 'reports' ? 'answers:reports' : `answers:company:${subject.id}`;
    default:
      return subject.of;
  }
}
