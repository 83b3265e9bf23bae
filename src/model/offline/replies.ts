/** Sentences the model says. */
export const SORRY = 'Sorry, I cannot do that here.';

export const HELP =
  'I am the rule-based demo model: I understand plain English sentences such as “Met Ana Lopes at Acme about the renewal, she wants pricing by Friday”, “What do we know about Acme?”, “Remind me to call Bob from Globex on Monday”, “Which reports are there?”, “Send me quiet-customers every Monday at 9:00” or “Undo that”.';

export const NOT_UNDERSTOOD =
  'I am the rule-based demo model and did not understand that, so I saved nothing. Try for example “Called Bob from Globex yesterday, he wants a demo next week”, “When did we last talk to Acme?” or “Send me quiet-customers every Monday at 9:00”.';

export const ONLY_OWN =
  'I can only save what you took part in yourself; your colleagues can tell me about their own meetings and calls.';

export const ONLY_COLLEAGUES =
  'That was among colleagues, so I saved nothing. Tell me which customer was there, if one was.';

export const NO_CUSTOMER = 'That is a colleague; I keep only what is known about customers.';

export const QUOTE_ONLY =
  'That is quoted text, which I do not act on. Tell me in your own words what happened or what you need.';

export const NOBODY_NAMED =
  'I could not tell which customer that was with, so I saved nothing. Say it once more with the name of the company or the person.';

export const TOO_MUCH = 'That was as much as I can take in one message; please send me the rest again.';
