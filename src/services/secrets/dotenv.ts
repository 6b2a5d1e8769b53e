import type { KnownSecret } from "./known.ts"
import { isPassword, isPhrase, isPlaceholder, isRandom } from "./looks.ts"
import { isLocation, isPasswordName, isSecretName } from "./names.ts"
import { findSecrets } from "./redact.ts"

/** `.env`, `.env.local`, `prod.env`, `.envrc`; not the samples that are there to be read. */
export const isDotenv = (path: string): boolean => {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1).toLowerCase()
  return (
    /^(?:\.env(?:\.[\w.-]+)?|\.envrc|[\w-]+\.env)$/.test(name) &&
    !/\.(?:example|sample|template|dist|defaults?|tmpl)$/.test(name)
  )
}

const line =
  /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.]{0,120})[ \t]*[=:][ \t]*(?:"((?:[^"\\]|\\[\s\S]){0,4096})"|'([^']{0,4096})'|`([^`]{0,4096})`|([^\n]{0,8192}))/gm

const unescaped = (text: string): string =>
  text.replace(/\\([nrt"\\$])/g, (_all, kind: string) => ({ n: "\n", r: "\r", t: "\t" })[kind] ?? kind)

/** The variables of a file, with the values that they have. */
export const dotenvEntries = (text: string): ReadonlyArray<readonly [name: string, value: string]> =>
  [...text.matchAll(line)].map(([, name = "", double, single, tick, bare]) => {
    if (double !== undefined) return [name, unescaped(double)] as const
    return [name, single ?? tick ?? (bare ?? "").replace(/[ \t]#.*$/, "").trim()] as const
  })

/** Whether a variable's value must not be seen: by its name, or by its form. Ports, modes and addresses may. */
export const isSecretVariable = (name: string, value: string): boolean => {
  if (value.length < 6 || isPlaceholder(value)) return false
  if (isSecretName(name)) {
    return isPasswordName(name)
      ? isPassword(value, true) || isPhrase(value)
      : isRandom(value) || isPassword(value, true)
  }
  if (isLocation(name, value)) return false
  return value.length >= 16 && isRandom(value) && /[0-9]/.test(value) && !/[:,;=]/.test(value)
}

/** A value of several lines is known line by line too: what numbers or quotes lines tears it. */
const whole = (name: string, value: string): ReadonlyArray<KnownSecret> => [
  { name, value },
  ...(value.includes("\n")
    ? value
        .split(/\r?\n/)
        .filter((part) => part.length >= 16 && !part.startsWith("--"))
        .map((part, i) => ({ name: `${name}/${i + 1}`, value: part }))
    : [])
]

/** The secret values of variables. Of an address only its password, of a text only what is secret in it. */
export const secretsOf = (
  entries: ReadonlyArray<readonly [name: string, value: string | undefined]>,
  suffix = ""
): ReadonlyArray<KnownSecret> =>
  entries.flatMap(([name, value]) => {
    if (value === undefined || value.length < 6) return []
    if (isSecretVariable(name, value) || value.includes("PRIVATE KEY")) return whole(name + suffix, value)
    return findSecrets(value, [], "all").flatMap(({ end, start }) => {
      const part = value.slice(start, end)
      return part.length < 6 ? [] : [{ name: name + suffix, value: part }]
    })
  })
