import { isPlaceholder, isRandom, isVaried } from "./looks.ts"
import { once } from "./once.ts"
import { prefixes, prefixRule } from "./prefixes.ts"
import type { Span } from "./span.ts"

const fitting = {
  no: (body: string) => !isPlaceholder(body),
  little: isVaried,
  some: (body: string) => isVaried(body) && isRandom(body)
} as const

/** Keys that say by their own form what they are, wherever they stand. */
const prefixed = (text: string, spans: Array<Span>): void => {
  const pattern = prefixes()
  pattern.lastIndex = 0
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    const rule = prefixRule(found[0])
    if (rule === undefined) continue
    const from = found.index + found[0].length
    rule.body.lastIndex = from
    const body = rule.body.exec(text)?.[0] ?? ""
    // A dot at the end belongs to the sentence, not to the key.
    const bare = body.replace(/[.,]{1,8}$/, "")
    if (bare.length < rule.least || bare.length > rule.most) continue
    if (!fitting[rule.doubt](bare)) continue
    let end = from + bare.length
    if (body.length === 512) end = runEnd(text, end)
    spans.push({ start: found.index, end, label: rule.label })
    pattern.lastIndex = end
  }
}

const rest = /[A-Za-z0-9_.~+/=%-]*/y

/** The end of the run of characters that keys are made of. */
const runEnd = (text: string, from: number): number => {
  rest.lastIndex = from
  rest.exec(text)
  return rest.lastIndex
}

type Token = readonly [label: string, pattern: RegExp, fits?: (token: string) => boolean]

const lettersAndDigits = (token: string): boolean => /[a-z]/i.test(token) && /[0-9]/.test(token)

/** Forms without a prefix: tried at the beginning of each long run of key characters, whose length they bound. */
const forms = once(
  (): ReadonlyArray<Token> => [
    ["jwt", /^eyJ[\w-]{6,8192}\.(?:eyJ)?[\w-]{6,16384}(?:\.[\w-]{0,8192}){0,3}/],
    ["azure-client-secret", /^[\w~.-]{3}[0-9A-Za-z]Q~[\w~.-]{28,40}/],
    ["terraform-token", /^[A-Za-z0-9]{10,20}\.atlasv1\.[\w=-]{30,128}/],
    ["discord-token", /^(?=.{50,80}$)[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,40}$/, isRandom],
    ["mailchimp-key", /^[0-9a-f]{32}-us[0-9]{1,2}$/],
    ["airtable-token", /^pat[A-Za-z0-9]{14}\.[0-9a-f]{40,64}$/],
    ["zhipu-key", /^[0-9a-f]{32}\.[A-Za-z0-9]{16}$/],
    ["clickup-token", /^pk_[0-9]{4,12}_[A-Z0-9]{32}$/],
    ["1password-key", /^A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}$/],
    [
      "azure-key",
      /^[A-Za-z0-9+/]{24,80}(?:\+ASt|\+AMC|\+ABa|\+AEh|\+ARm|AzFu|AzSe|AzCa|ACDb|JQQJ99|AZDO)[A-Za-z0-9+/]{4,40}={0,2}$/,
      isRandom
    ],
    [
      "private-key",
      /^(?:MII[A-Za-z0-9+/]{1,4}(?:IBAAKC|IBADANBgkqhkiG9w0BAQEFAASC|GkAgEBBD|HcCAQEEI)|MC4CAQAwBQYDK2VwBCIEI|MIGHAgEAMBMGByqGSM49|b3BlbnNzaC1rZXktdjE)[A-Za-z0-9+/]{16,8192}={0,2}/
    ],
    [
      "api-key",
      /^[A-Za-z][A-Za-z0-9]{0,15}(?:[-_.][A-Za-z0-9]{1,12}){0,3}[-_.](?:api|key|apikey|pat|secret|token|tok|sk|priv|svc|live|prod|oauth|pw|access|admin)(?:[-_.](?:api|key|v[0-9]|live|prod|test|token|secret)){0,2}[-_.][A-Za-z0-9]{20,512}$/,
      (token) => {
        const body = token.slice(Math.max(token.lastIndexOf("_"), token.lastIndexOf("-"), token.lastIndexOf(".")) + 1)
        return lettersAndDigits(body) && isRandom(body)
      }
    ]
  ]
)

const runs = /[A-Za-z0-9_.~+/=-]{20,}/g
const inner = /[A-Za-z0-9+_.~-][A-Za-z0-9_.~+=-]*/g

const tokens = (text: string, spans: Array<Span>): void => {
  for (const run of text.matchAll(runs)) {
    const pieces: Array<readonly [number, string]> = [[run.index, run[0]]]
    // In addresses and assignments a key is a part of the run.
    if (/[=/]/.test(run[0])) {
      for (const piece of run[0].matchAll(inner)) {
        if (piece[0].length >= 20 && piece[0].length < run[0].length) pieces.push([run.index + piece.index, piece[0]])
        const assigned = piece[0].indexOf("=")
        if (assigned > 0 && piece[0].length - assigned > 20)
          pieces.push([run.index + piece.index + assigned + 1, piece[0].slice(assigned + 1)])
      }
    }
    for (const [at, token] of pieces) {
      for (const [label, pattern, fits] of forms()) {
        const found = pattern.exec(token)
        if (found === null || fits?.(found[0]) === false) continue
        spans.push({ start: at, end: at + found[0].length, label })
        break
      }
    }
  }
}

/** Forms of few characters of their own, found by what stands around them. */
const around = once(
  (): ReadonlyArray<readonly [label: string, pattern: RegExp, fits?: (value: string) => boolean]> => [
    ["telegram-token", /(?<![A-Za-z0-9])[0-9]{6,12}:([A-Za-z0-9_-]{33,40})(?![A-Za-z0-9_-])/g, isVaried],
    ["asana-token", /(?<![A-Za-z0-9/])[0-2]\/[0-9]{10,20}(?:\/[0-9]{10,20})?:([0-9a-f]{32})(?![0-9a-f])/g],
    ["firebase-token", /AAAA[A-Za-z0-9_-]{7}:([A-Za-z0-9_-]{60,300})/g, isRandom],
    [
      "aws-secret-key",
      /(?:AKIA|ASIA)[A-Z0-9]{12,20}["']?[\s,:;|]{1,5}["']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])/g,
      isRandom
    ],
    [
      "webhook",
      /hooks\.slack\.com\/(?:services|workflows|triggers)\/([A-Za-z0-9_/-]{16,256})|discord(?:app)?\.com\/api\/(?:v[0-9]{1,2}\/)?webhooks\/[0-9]{5,25}\/([\w-]{30,128})|webhook\.office\.com\/webhookb2\/([\w@/.-]{30,512})|hooks\.zapier\.com\/hooks\/catch\/([0-9]{3,12}\/[a-z0-9]{5,20})|maker\.ifttt\.com\/[\w/.-]{1,128}\/with\/key\/([\w-]{16,64})|(?:open\.feishu\.cn|open\.larksuite\.com)\/open-apis\/bot\/v2\/hook\/([\w-]{16,64})|(?:logic\.azure\.com|outlook\.office\.com)[\w:/.-]{1,256}[?&]sig=([\w%-]{20,128})|events\.pagerduty\.com\/integration\/([0-9a-f]{32})|hook\.(?:[a-z0-9]+\.)?(?:make|integromat)\.com\/([a-z0-9]{20,64})/g
    ],
    [
      "webhook",
      /https:\/\/(?:[\w-]+\.)*(?:hooks?|webhooks?)\.[\w.-]{3,100}\/[\w/-]{0,200}?\/([A-Za-z0-9_-]{20,128})(?![\w-])/g,
      isRandom
    ]
  ]
)

/** Where an address begins that holds this place: who knows all of a webhook's address may use it. */
const addressStart = (text: string, at: number): number => {
  const before = /(?:[a-z]{2,8}:\/\/)?[A-Za-z0-9.-]{0,80}$/.exec(text.slice(Math.max(0, at - 100), at))
  return before === null ? at : at - before[0].length
}

const placed = (text: string, spans: Array<Span>): void => {
  for (const [label, pattern, fits] of around()) {
    for (const found of text.matchAll(pattern)) {
      const value = found.slice(1).find((group) => group !== undefined) ?? found[0]
      if (fits?.(value) === false) continue
      const end = found.index + found[0].lastIndexOf(value) + value.length
      spans.push({ start: label === "webhook" ? addressStart(text, found.index) : found.index, end, label })
    }
  }
}

/** Everything that is secret by its form alone. */
export const shapes = (text: string, spans: Array<Span>): void => {
  prefixed(text, spans)
  tokens(text, spans)
  placed(text, spans)
}
