/** Calls in the code of common languages that delete trees or hand text to a shell. */
const deletes =
  /\b(rmSync|rmdirSync|unlinkSync|fs\.(promises\.)?(rm|rmdir|unlink)|rimraf|shutil\.rmtree|os\.(remove|unlink|rmdir|removedirs)|rmtree|remove_tree|FileUtils\.rm(_rf|_r|tree)?|File\.delete|Dir\.delete|unlink|file\s+delete|Files\.delete|RemoveAll|remove_dir_all|deltree)\b/
const outward =
  /(~|\$\{?HOME|process\.env\.HOME|homedir\(\)|expanduser|os\.environ\S*HOME|ENV\[.?HOME|\$ENV\{.?HOME|env\(HOME\)|Path\.home|['"]\/(['"]|\w)|['"]\.\.?['"]|['"]\*)/
const fetchesAndRuns =
  /(exec|eval|system|spawn|popen|Function|compile|loadstring)\b[\s\S]*(urlopen|requests\.get|urllib|https?:\/\/|fetch\(|LWP|Net::HTTP|open-uri|curl|wget)|(urlopen|requests\.get|urllib|fetch\(|LWP|Net::HTTP|open-uri)[\s\S]*(exec|eval|system|spawn|popen)\b/
const reverseShell =
  /socket[\s\S]*(dup2|subprocess|pty\.spawn|exec|\/bin\/(ba)?sh)|pty\.spawn|TCPSocket[\s\S]*(exec|\/bin\/(ba)?sh)|fsockopen[\s\S]*(exec|\/bin\/(ba)?sh)/
const forks = /\bfork\b[\s\S]*\bwhile\b|\bwhile\b[\s\S]*\bfork\b/

/** Why code for an interpreter is dangerous, as far as its text tells. */
export const codeDanger = (code: string): string | undefined => {
  const text = code.slice(0, 4000)
  if (deletes.test(text) && outward.test(text)) return "its code deletes files outside the project"
  if (fetchesAndRuns.test(text)) return "its code runs what comes from the network"
  if (reverseShell.test(text)) return "its code gives somebody elsewhere a shell"
  if (forks.test(text)) return "its code starts copies of itself without end"
  return undefined
}

/** Texts in quotes inside code, and lists of them: some are commands. */
export const quotedTexts = (code: string): ReadonlyArray<string> => {
  const found: Array<string> = []
  for (const match of code.slice(0, 4000).matchAll(/"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`([^`]*)`/g)) {
    const text = match[1] ?? match[2] ?? match[3] ?? ""
    if (text.includes(" ") && found.length < 10) found.push(text)
  }
  for (const [list] of code
    .slice(0, 4000)
    .matchAll(/(?:["'][^"'[\]]*["']\s*,\s*)?\[\s*(?:["'][^"'[\]]*["']\s*(?:,\s*)?){1,20}\]/g)) {
    if (found.length < 10) found.push([...list.matchAll(/["']([^"']*)["']/g)].map((word) => word[1] ?? "").join(" "))
  }
  return found
}
