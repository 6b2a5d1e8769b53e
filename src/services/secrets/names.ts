/** Words before `key` that make it a secret one: `api key`, `signing_key`, `privateKey`. Not `primary key`, `public key`. */
const kinds =
  "api|app|application|access|auth|account|private|priv|secret|shared|pre[-_]?shared|encryption|encrypt|decryption|signing|sign|signature|master|storage|service|admin|webhook|deploy|ssh|client|consumer|license|licence|subscription|root|jwt|hmac|aes|rsa|crypto|cipher|cookie|session|shared[-_]?access|instrumentation|ingest|integration|function|host|service[-_]?role|recovery|unseal|personal|bot|project|team|write|read"

/** Words that say it even when glued to another: `userpassword`, `PGPASSWORD`. */
const glued = "pass(?:word|wd|phrase|code)|secret|mnemonic|seed[-_ ]?phrase|credentials?|apikey|authtoken|accesstoken"

/** Words that need a beginning of their own: `pat` is not the end of `format`. */
const apart = `pwd|pass|tokens?|(?:${kinds})[-_. ]?keys?|client[-_]key[-_]data|jwt|bearer|pat|pin|auth|dsn|creds?|otp|psk|sas|webhook`

/** What may follow the word that says it: `SECRET_KEY_BASE`, `API_KEY_2`, `token_prod`. */
const tail =
  "(?:[-_.](?:base|value|string|data|b64|base64|hex|raw|plain|plaintext|prod|production|dev|development|stag(?:ing|e)|test|live|old|new|prev|next|primary|secondary|default|id|key|[0-9]{1,2}))?[0-9]{0,2}"

const folded = new RegExp(`(?:${glued}|(?:^|[^a-z])(?:${apart}))${tail}$`, "i")
const camel = new RegExp(
  `[a-z0-9](?:Pwd|Pass|Token|Auth|Pat|Jwt|Dsn|Otp|Creds?)[0-9]{0,2}$|(?:${kinds}|Api|Access|Auth|Account|Private|Secret|Shared|Encryption|Signing|Storage|Service|Session|Master|Admin)Keys?[0-9]{0,2}$`
)

/** In capitals, as variables of the environment are, any key may be secret: `STRIPE_KEY`. */
const shouted = /^(?:[A-Z][A-Z0-9]*_)+(?:KEY|TOKEN|COOKIE|PASS|PWD|PSK)$|^[A-Z0-9]*(?:TOKEN|PASS|PWD)$/

/** Tokens of language models, parsers and pages, which are counted or passed on, and are no secrets. */
const harmless =
  /(?:page|next|prev|previous|continuation|cont|sync|cancel|cancellation|stop|start|pad|padding|eos|bos|unk|mask|sep|cls|special|max|min|num|total|input|output|prompt|cached?|per|sub|end|begin|first|last|lookahead|syntax|resume|cursor|abort|reasoning|completion)[-_]?tokens?$/i

/** Names that end like secret ones and hold directories. */
const places = /^(?:OLD)?PWD$/i

/** Variables that say where something is: `HOME`, `TMPDIR`, `XDG_RUNTIME_DIR`, `SSH_AUTH_SOCK`. Their folders may have random names. */
const locations =
  /^(?:(?:OLD)?PWD|HOME|TMPDIR|TMP|TEMP|SHELL|INIT_CWD|_)$|(?:^|_)(?:HOME|DIRS?|DIRECTORY|FOLDER|PATH|ROOT|PREFIX|FILE|SOCK|SOCKET|CWD)$/i

/** Whether a variable holds an absolute path and is named for it, so that its form says nothing. */
export const isLocation = (name: string, value: string): boolean =>
  locations.test(name) && /^(?:\/|~\/|[A-Za-z]:[\\/])/.test(value)

const open = /(?:^|_)(?:PUBLIC|PUBLISHABLE|PUB|FOREIGN|PRIMARY|CACHE|SORT|PARTITION|HOT)_|publishable|public[-_]?key/i

/** Whether the value under this name is secret by its name: `DB_PASSWORD`, `apiKey`, `client-secret`, `_authToken`. */
export const isSecretName = (name: string): boolean => {
  if (name.length > 200 || harmless.test(name) || open.test(name) || places.test(name)) return false
  return folded.test(name) || camel.test(name) || shouted.test(name)
}

/** Whether a name says that a person chose its value, so that words with a digit count too. */
export const isPasswordName = (name: string): boolean =>
  new RegExp(`(?:pass(?:word|wd|phrase|code)?|pwd|mnemonic|seed[-_ ]?phrase|psk)${tail}$`, "i").test(name)

/** `DB_PASSWORD`: a variable of the environment. */
export const isVariableName = (name: string): boolean => /^[A-Z][A-Z0-9_]+$/.test(name)
