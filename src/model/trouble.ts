import { APICallError, RetryError } from 'ai';
import { messageOf, RapportError } from '../errors.ts';

/** The language model failed. The message is a sentence for the person; `permanent`: trying again will not help. */
export class ModelTrouble extends RapportError {
  readonly permanent: boolean;

  constructor(message: string, { permanent, cause }: { permanent: boolean; cause: unknown }) {
    super('unavailable', message);
    this.name = 'ModelTrouble';
    this.cause = cause;
    this.permanent = permanent;
  }
}

/** Says in words what went wrong with the model, whatever was thrown. */
export function modelTrouble(thrown: unknown): ModelTrouble {
  const error = RetryError.isInstance(thrown) ? thrown.lastError : thrown;
  const trouble = (sentence: string, permanent = false) =>
    new ModelTrouble(sentence, { permanent, cause: error });
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')) {
    return trouble('my language model did not answer in time');
  }
  if (!APICallError.isInstance(error)) return trouble(`my language model gave an answer I could not use`);
  const { statusCode } = error;
  if (statusCode === undefined) return trouble('my language model cannot be reached');
  if (statusCode === 401 || statusCode === 403) {
    return trouble(
      `my language model does not accept my key (HTTP ${statusCode}); an admin can check OPENAI_API_KEY`,
      true,
    );
  }
  if (statusCode === 404)
    return trouble('my language model is not known to its server; an admin can check OPENAI_MODEL', true);
  if (statusCode === 400 || statusCode === 422)
    return trouble(`my language model refused the request (HTTP ${statusCode})`, true);
  if (statusCode === 429) return trouble('my language model is too busy (HTTP 429)');
  if (statusCode < 300) return trouble('my language model gave an answer I could not use');
  return trouble(`my language model has a problem of its own (HTTP ${statusCode})`);
}

/** For the log: what was really thrown, without request or response bodies. */
export function troubleCause({ cause }: ModelTrouble): string {
  return messageOf(cause).slice(0, 500);
}
