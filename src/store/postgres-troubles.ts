import { codeOf, messageOf } from '../errors.ts';

/** Errors of a first connection, and what an operator can do about each. */
const ADVICE: readonly { fits: RegExp; advice: string }[] = [
  {
    fits: /^(?:SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?)$/,
    advice:
      'its certificate comes from a CA that is not known here. Save the CA’s certificate and add sslrootcert=FILE to DATABASE_URL (hosting companies offer it for download)',
  },
  {
    fits: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    advice:
      'its certificate is for another host. Use the host name in the certificate, or sslmode=verify-ca with sslrootcert=FILE',
  },
  {
    fits: /^CERT_(?:HAS_EXPIRED|NOT_YET_VALID)$/,
    advice: 'its certificate is not valid today; also check the clock',
  },
  {
    fits: /does not support SSL connections/,
    advice: 'it does not speak TLS. Where it is on this computer or a private network, say sslmode=disable',
  },
  {
    fits: /no pg_hba\.conf entry.*no encryption|SSL (?:connection )?is required|requires SSL/i,
    advice: 'it wants TLS. Add sslmode=verify-full to DATABASE_URL, and sslrootcert=FILE for a CA of its own',
  },
];

/** Throws an error on, with advice where there is some. */
export function explainTrouble(error: unknown): never {
  const said = [codeOf(error), messageOf(error)];
  const found = ADVICE.find(({ fits }) => said.some((text) => fits.test(text)));
  if (!found) throw error;
  throw new Error(`The Postgres server cannot be used: ${found.advice}. (${messageOf(error)})`, {
    cause: error,
  });
}
