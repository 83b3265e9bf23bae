/**
 * The language that Rapport's own words are in. Dates stand among these words, so they are written in it; numbers as the reader is
 * used to.
 */
const LANGUAGE = 'en';
/** The form of that language for readers of other languages: unambiguous, and the same as in Rapport's own sentences. */
const USUAL_FORM = 'en-GB';

/** The locale in which dates are written for a reader (BCP 47): their own, where they read our language. */
export function dateLocaleOf(locale: string): string {
  try {
    return new Intl.Locale(locale).language === LANGUAGE ? locale : USUAL_FORM;
  } catch {
    return USUAL_FORM;
  }
}
