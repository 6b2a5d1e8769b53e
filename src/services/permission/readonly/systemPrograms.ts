import type { Found, Row } from "./options.ts"

const has = (found: Found, ...names: ReadonlyArray<string>): boolean =>
  found.options.some(({ name }) => names.includes(name))

const plainDate = (found: Found): string | undefined =>
  found.operands.every((operand) => operand.text.startsWith("+")) ? undefined : "it would set the clock"

const shortSleep = (found: Found): string | undefined =>
  found.operands.every((operand) => /^\d+(\.\d+)?s?$/.test(operand.text) && Number.parseFloat(operand.text) <= 60)
    ? undefined
    : "it would wait for long"

const processes = (found: Found): string | undefined =>
  found.options.some(({ name, value }) => (name === "o" || name === "format") && /env/i.test(value?.text ?? ""))
    ? "it would show environments"
    : undefined

/** Programs that tell of the machine, its processes and the time, or compute; grammar as in `filePrograms`. */
export const systemPrograms: Readonly<Record<string, Row>> = {
  pwd: { flags: "LP", operands: "none" },
  basename: { flags: "az", takes: "s", long: "multiple suffix= zero", operands: "text", anything: true },
  dirname: { flags: "z", long: "zero", operands: "text", anything: true },
  realpath: {
    flags: "eLmPqsz",
    long: "relative-to@ relative-base@ canonicalize-existing canonicalize-missing quiet strip no-symlinks logical physical zero"
  },
  readlink: {
    flags: "femnqsvz",
    long: "canonicalize canonicalize-existing canonicalize-missing no-newline quiet silent verbose zero"
  },
  which: { flags: "as", long: "all" },
  whereis: { flags: "bmsu", operands: "text" },
  type: { flags: "afptP" },
  command: {
    flags: "pvV",
    check: (found) => (has(found, "v", "V") ? undefined : "it runs a command that is not known")
  },
  id: { flags: "agGnruzZ", long: "group groups name real user zero", operands: "text" },
  groups: { operands: "text" },
  whoami: { operands: "none" },
  logname: { operands: "none" },
  tty: { flags: "s", operands: "none" },
  arch: { operands: "none" },
  users: { operands: "none" },
  who: { flags: "abdHlmpqrstTuw" },
  uptime: { flags: "ps", long: "pretty since", operands: "none" },
  nproc: { long: "all ignore=", operands: "none" },
  uname: {
    flags: "asnrvmpio",
    long: "all kernel-name nodename kernel-release kernel-version machine processor hardware-platform operating-system",
    operands: "none"
  },
  sw_vers: {
    long: "productVersion productName buildVersion",
    operands: "none",
    words: /^-(productVersion|productName|buildVersion)$/
  },
  lsb_release: { flags: "avdrics", operands: "none" },
  hostname: { flags: "fsiId", long: "fqdn short all-ip-addresses ip-address domain", operands: "none" },
  date: {
    flags: "uIR",
    takes: "d",
    paths: "r",
    long: "date= iso-8601? rfc-email rfc-3339= utc universal reference@",
    words: /^-I(date|hours|minutes|seconds|ns)$/,
    operands: "text",
    most: 1,
    check: plainDate
  },
  cal: { flags: "13hjmsy", operands: "text" },
  seq: {
    flags: "w",
    takes: "fs",
    long: "equal-width format= separator=",
    words: /^-?\d{1,7}(\.\d+)?$/,
    operands: "none"
  },
  factor: { operands: "text" },
  numfmt: {
    flags: "z",
    takes: "d",
    long: "to= from= to-unit= from-unit= padding= field= suffix= format= grouping header? round= delimiter= invalid=",
    operands: "text"
  },
  expr: { operands: "text", words: /^[-+*/%<>=!&|:().,\w\s]+$/, anything: true },
  sleep: { operands: "text", most: 1, check: shortSleep },
  getconf: { flags: "a", operands: "text" },
  locale: { flags: "acmk", long: "all-locales charmaps", operands: "text" },
  ulimit: { flags: "aHScdfnstuv", operands: "none" },
  umask: { flags: "Sp", operands: "none" },
  times: { operands: "none" },
  jobs: { flags: "lnprs", operands: "text" },
  wait: { flags: "n", operands: "text", words: /^%?\d+$/ },
  help: { flags: "dms", operands: "text" },
  free: { flags: "bkmghltwv", long: "human mega giga total wide si", operands: "none" },
  lscpu: { flags: "abexy", long: "json parse? extended?", operands: "none" },
  lsblk: { flags: "abdfilmnpPrsStzJ", takes: "oI", long: "json output= fs all bytes", operands: "none" },
  lsmod: { operands: "none" },
  ps: {
    flags: "aAdeFfHjlLMmNTwyZ",
    takes: "opCu",
    long: "sort= pid= ppid= user= format= forest no-headers headers",
    words: /^([acfhjlLmrSTuvwxX]+|-aux|\d+)$/,
    operands: "none",
    check: processes
  },
  pgrep: {
    flags: "aflvxcnoiw",
    takes: "uUgGPtsd",
    long: "full list-name list-full exact newest oldest count ignore-case",
    operands: "text",
    most: 1
  },
  pidof: { flags: "sx", operands: "text" },
  pstree: { flags: "aAcglnpstuTU", operands: "text" },
  ss: {
    flags: "ntulpaeoimsxw46HO",
    long: "tcp udp listening all numeric processes summary no-header",
    operands: "text"
  },
  netstat: { flags: "ntulpaesrx46W", operands: "none" }
}
