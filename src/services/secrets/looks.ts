/** Whether a value looks like a secret or like words. Pure judgements of short strings; nothing here is longer than linear. */

/** Characters that are looked at: enough to judge, and a bound on the work for hostile input. */
const judged = 256

const standIn =
  /^(?:your|my|the|insert|replace|enter|put|change|paste|add|set|use|get|see|some)[-_ ]|^(?:changeme|change_me|replaceme|redacted|placeholder|hidden|masked|removed|omitted|xxx|todo|tbd|none|null|nil|undefined|true|false|yes|no|on|off|string|number|boolean|object|any|required|optional|default|empty|unset|disabled|enabled|password|passwd|passphrase|pass|pwd|user|secret|token|bearer|basic|apikey|api_key|api-key|key|value|text|hash|username)$/i

/** A value that stands for another one: `<token>`, `${TOKEN}`, `********`, `your-key`, `[REDACTED]`, a mark of ours. */
export const isPlaceholder = (value: string): boolean => {
  if (value === "" || value.startsWith("‹secret:")) return true
  const text = value.slice(0, judged)
  if (
    /^[<{]|^\$[{(A-Za-z_]|^%[A-Za-z_]\w*%|^\[[^\]]*\]|^\(|^#\{|^@[{(]|^&[a-z]+;|^![a-z]+(?:$|[\s:])|^ENC\[/.test(text)
  )
    return true
  if (
    /\.\.\.|…|\*\*\*|[[{]\d*[,}]|\\[wdsSW]|\[[^\]]{0,20}-/.test(text) ||
    /^(?:env|vault|op|ref|ssm|file|secret|secretsmanager|aws-sm|gcpsm|keyring|keychain|doppler):/i.test(text)
  )
    return true
  return new Set(text.replace(/[-_ ]/g, "")).size < 4 || standIn.test(text)
}

/** Runs of letters of one kind, and of digits: few and long in words, many and short in random text. */
const pieces = (value: string): ReadonlyArray<string> => value.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[A-Z]|[0-9]+/g) ?? []

/** Five consonants in a row, or as many letters without a vowel: no word of most languages. */
const unspeakable = (piece: string): boolean =>
  /[bcdfghjklmnpqrstvwxz]{5}/i.test(piece) || (piece.length >= 5 && /^[b-df-hj-np-tv-xz]+$/i.test(piece))

/**
 * What may follow a letter in words: the 244 pairs that make up 93 % of those in some 9,000 English words and names of
 * program text. Of random letters they make up a third.
 */
const followers: ReadonlyMap<string, string> = new Map(
  "abcdgiklmnprstuvy baeilorsuy cacehiklorstu daeiorsu eabcdefgilmnpqrstvwx faefilortu gaehilnorsu haeiort iabcdefglmnoprstvz keis ladeilostuy mabeimopsu nacdefgiknostuv oabcdfgiklmnoprstuvw paehiloprstu qu racdegiklmnorstuvy sacehiklopstuy tacehilorstuy uabcdegilmnprst vaei waehio xeipt ypst ze"
    .split(" ")
    .map((row) => [row[0] ?? "", row.slice(1)])
)

/** The share of pairs of letters that words have, and how many pairs there are. Pieces are read one by one. */
const pairs = (value: string): { readonly share: number; readonly count: number } => {
  let count = 0
  let common = 0
  for (const piece of pieces(value)) {
    const word = piece.toLowerCase()
    for (let i = 1; i < word.length; i++) {
      const before = word[i - 1] ?? ""
      if (before <= "9") break
      count++
      if (followers.get(before)?.includes(word[i] ?? "") === true) common++
    }
  }
  return { share: count === 0 ? 1 : common / count, count }
}

/** Letters that no writer chose: too few of their pairs are those of words. */
const isGibberish = (value: string): boolean => {
  const { count, share } = pairs(value)
  return count >= 5 && share < 0.72
}

/** The mean length of the pieces of a value; what cannot be spoken counts as more pieces. */
const meanPiece = (value: string): number => {
  const found = pieces(value)
  const length = found.reduce((sum, piece) => sum + piece.length, 0)
  return length === 0 ? Infinity : length / (found.length + found.filter(unspeakable).length)
}

/** A path, an address, a dotted name, a version, a date, a number: shapes that are long without being secret. */
const isPlainShape = (text: string): boolean =>
  /^(?:\.{0,2}|~)\/(?:[\w.@+-]+\/)*[\w.@+-]*$/.test(text) && /^[^A-Z]*$|\.\w{1,5}$/.test(text)
    ? true
    : /^[a-z][a-z0-9+.-]*:\/\//i.test(text) || /^[\d.,:+-]+$/.test(text) || /^\d{4}-\d\d-\d\d[T ]/.test(text)

/** Looks made by chance, not by a writer: mixed characters in short runs. At least eight characters. */
export const isRandom = (value: string): boolean => {
  const text = value.slice(0, judged)
  if (text.length < 8 || isPlaceholder(text) || isPlainShape(text)) return false
  if (/\s|,\w+=/.test(text) || new Set(text).size < 6) return false
  const gibberish = isGibberish(text)
  const digits = text.replace(/[^0-9]/g, "").length
  const mean = meanPiece(text)
  if (digits === 0 && !(/[a-z]/.test(text) && /[A-Z]/.test(text))) return gibberish && text.length >= 14
  return (
    mean < 3.3 ||
    (gibberish && text.length >= 12) ||
    (digits >= 4 && mean < 4.2 && text.length >= 20 && !/[-_.]/.test(text))
  )
}

/** Not a word list: has digits or both cases, and many different characters. For bodies after a prefix that says it all. */
export const isVaried = (value: string): boolean => {
  const text = value.slice(0, judged)
  if (isPlaceholder(text) || new Set(text).size < 8) return false
  return /[0-9]/.test(text) || isRandom(text)
}

/** Names, types and calls of program text, which are no values. */
export const isCode = (value: string): boolean =>
  /^[A-Za-z_$][\w$]*(?:(?:\.|\?\.|::|->)[A-Za-z_$][\w$]*)+$/.test(value) && !isRandom(value.replaceAll(".", ""))

const sentence =
  /(?:^|\s)(?:the|your|a|an|is|are|must|please|enter|should|to|for|with|and|or|at|least|not|of|in|be|you|this|that|required|invalid|incorrect|forgot|reset|confirm|new|current|repeat|type)(?=\s|$)/i

/** Words chosen as a passphrase, and not a sentence about one. */
export const isPhrase = (value: string): boolean =>
  value.length >= 12 &&
  value.length <= 400 &&
  /^\S+(?:[ ]\S+){2,}$/.test(value) &&
  !sentence.test(value) &&
  !/[<>{}$?:]/.test(value)

/** Passwords that are known to all, since programs come with them: nothing is lost when they are seen. */
export const isCommon = (value: string): boolean =>
  /^(?:guest|postgres|admin|root|test|testing|mysql|mongo|mongodb|redis|rabbitmq|minio|minioadmin|elastic|example|docker|dev|local|demo|sa|toor|pass1?|user1?|letmein)$/i.test(
    value
  )

const aboutPasswords =
  /(?:^|[|:,\s])(?:required|min|max|minlength|maxlength|string|nullable|confirmed|sha\d*|sha-?\d+|md5|bcrypt|argon2\w*|scrypt|pbkdf2\w*|hashed|encrypted|utf-?8|oauth2?|base64|length|text)(?=$|[|:,\s])/i

/** What somebody could have chosen as a password: also words with digits or signs. `sure`: the place says that it is one. */
export const isPassword = (value: string, sure: boolean): boolean => {
  const text = value.slice(0, judged)
  if (text.length < 6 || isPlaceholder(text) || isCode(text) || aboutPasswords.test(text) || /\s/.test(text))
    return false
  if (isPlainShape(text)) return /^\d{6,}$/.test(text)
  if (isRandom(text)) return true
  const letters = /[A-Za-z]/.test(text)
  if (letters && /[0-9]/.test(text)) return true
  if (letters && /[!@#$%^&*+=?~]/.test(text)) return true
  if (!sure || text.length < 8) return false
  return (/[a-z]/.test(text) && /[A-Z]/.test(text.slice(1)) && !/[-_.]/.test(text)) || isGibberish(text)
}
