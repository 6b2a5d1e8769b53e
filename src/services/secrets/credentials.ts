import { isCommon, isPassword, isPlaceholder, isRandom } from "./looks.ts"
import { once } from "./once.ts"
import type { Span } from "./span.ts"

/** What must hold for the words found, in order: the value is the last. */
type Fits = (value: string, before: string) => boolean

interface Place {
  readonly label: string
  /** The last group that took part is the value. */
  readonly pattern: RegExp
  readonly fits: Fits
}

const given: Fits = (value) => !isPlaceholder(value)
const chosen: Fits = (value) => isPassword(value, true) || isRandom(value)
const random: Fits = (value) => isRandom(value)
const long: Fits = (value) => !isPlaceholder(value) && (isRandom(value) || (value.length >= 16 && /[0-9]/.test(value)))
/** In an address: anything but stand-ins, passwords that all know, and the user's own name once more. */
const inAddress: Fits = (value, whole) => !isPlaceholder(value) && !isCommon(value) && !whole.startsWith(`://${value}:`)

/** Places that hold credentials by what they are: headers, addresses, options of programs, files of logins. */
const places = once(
  (): ReadonlyArray<Place> => [
    {
      label: "authorization",
      pattern:
        /(?<![A-Za-z])(?:proxy-)?authorization\\{0,3}["']?[ \t]{0,4}[:=,][ \t]{0,4}\\{0,3}["'`]?(?:(?:basic|bearer|token|apikey|api-key|digest|negotiate|ntlm|ssws|genie-?key|bot|key|splunk|hawk|mac|oauth)[ \t]{1,4})?([^\s"'`,;<>\\]{8,8192})/gi,
      fits: long
    },
    {
      label: "authorization",
      pattern: /(?<![A-Za-z])basic[ \t]{1,4}([A-Za-z0-9+/]{10,2048}={0,2})(?![\w+/])/gi,
      fits: (value) => isRandom(value)
    },
    {
      label: "authorization",
      pattern: /(?<![A-Za-z])(?:bearer|ssws)[ \t]{1,4}([\w.~+/-]{16,8192}={0,2})/gi,
      fits: random
    },
    { label: "signature", pattern: /(?<![A-Za-z])Signature=([0-9a-f]{64})(?![0-9a-f])/g, fits: given },
    {
      label: "password",
      pattern: /:\/\/[^\s:/@"'<>`?#]{0,256}:([^\s"'<>`/]{1,512})@(?=[\w[%-])/g,
      fits: inAddress
    },
    { label: "token", pattern: /:\/\/([^\s:/@"'<>`?#]{16,512})@(?=[\w[])/g, fits: random },
    {
      label: "query",
      pattern:
        /[?&;](?:amp;)?(?:sig|signature|x-amz-signature|x-amz-security-token|x-goog-signature|key|apikey|api_key|api-key|access_key|auth|auth_token|access_token|refresh_token|id_token|token|client_secret|secret|password|passwd|pwd|jwt|session|sessionid|sid|code|hmac|subscription-key|appid|app_key)=([^\s"'<>`&#;]{8,8192})/gi,
      fits: (value) => isRandom(value) && value.length >= 12
    },
    {
      label: "cookie",
      pattern: /(?<![\w-])(?:set-)?cookie["']?[ \t]{0,4}[:=][ \t]{0,4}["']?([^\r\n"'`]{8,8192})/gi,
      fits: (value) => value.split(/[;=]\s{0,8}/).some((part) => part.length >= 16 && isRandom(part))
    },
    {
      label: "password",
      pattern:
        /(?<![\w-])(?:curl|wget|https?|xh|httpie)(?=[ \t])[^\n|;]{0,400}?[ \t](?:-u|--user|-U|--proxy-user|-a|--auth)[ =]?["']?[^\s:"'/]{1,100}:([^\s"']{3,256})/g,
      fits: (value) => !isPlaceholder(value) && !/^[0-9]{1,5}$/.test(value)
    },
    { label: "password", pattern: /(?<![\w-])(?:-u|--user)[ =]["']?[^\s:"'/]{1,100}:([^\s"']{8,256})/g, fits: random },
    {
      label: "password",
      pattern:
        /(?<![\w-])(?:mysql|mysqldump|mysqladmin|mariadb|mariadb-dump)(?=[ \t])[^\n|;]{0,300}?[ \t]-p["']?([^\s"'-][^\s"']{3,128})/g,
      fits: given
    },
    {
      label: "password",
      pattern:
        /(?<![\w-])(?:sshpass|docker login|podman login|helm registry login|az login|mongo|mongosh|mongodump|zip|7z|unzip|ldapsearch|redis-cli|sqlcmd|oc login|twine upload|gpg|openssl)[^\n|;]{0,300}?[ \t](?:-p|-P|-a|-w|--pass(?:word|phrase)?|-pass|-passin|-passout)[ =]?(?:pass:)?["']?([^\s"'$<-][^\s"']{5,128})/g,
      fits: chosen
    },
    {
      label: "password",
      pattern:
        /(?<![\w-])login[ \t\r\n]{1,20}[^\s]{1,200}[ \t\r\n]{1,20}(?:account[ \t]{1,8}\S{1,100}\s{1,20})?password[ \t\r\n]{1,20}([^\s]{1,512})/g,
      fits: given
    },
    {
      label: "password",
      pattern:
        /(?<=^|[\n"'])[\w.*-]{1,255}:(?:[0-9]{4,5}|\*):[^:\s]{1,128}:[^:\s]{1,128}:([^\s:"']{6,512})(?=$|[\r\n"'])/g,
      fits: chosen
    },
    {
      label: "password",
      pattern:
        /(?:identified[ ](?:with \w{1,40} )?by|with(?: login)? password|encrypted password|(?<![a-z])password)[ \t]{1,4}['"]([^'"\n]{4,256})['"]/gi,
      fits: (value) => isPassword(value, true)
    },
    { label: "jwk", pattern: /"(?:d|p|q|dp|dq|qi|k)"[ \t]{0,4}:[ \t]{0,4}"([A-Za-z0-9_-]{32,2048})"/g, fits: random }
  ]
)

/** Passwords, tokens and cookies in the places where programs put them. */
export const credentials = (text: string, spans: Array<Span>): void => {
  for (const { fits, label, pattern } of places()) {
    for (const found of text.matchAll(pattern)) {
      const value = found[1] ?? ""
      if (!fits(value, found[0])) continue
      const end = found.index + found[0].lastIndexOf(value) + value.length
      spans.push({ start: end - value.length, end, label })
    }
  }
}
