import type { Danger } from "./danger.ts"
import { danger } from "./danger.ts"

/** A row: the program, the words behind it (joined by blanks) that make it dangerous, and why. Sources: manual pages. */
type Row = readonly [program: RegExp, words: RegExp, why: string, catastrophic?: boolean]

const any = /(?:)/

const privilege: ReadonlyArray<Row> = [
  [/^(sudo|doas|pkexec|su|runuser|run0|visudo|vipw|sudoedit|nsenter|chroot|machinectl)$/, any, "it takes other rights"],
  [/^unshare$/, any, "it opens a namespace of its own"],
  [
    /^chmod$/,
    /(^|\s)([2467]\d{3}|[ugoa]*[+=][rwxXt]*s[rwxXt]*)(\s|$)/,
    "it lets others run a program with its owner's rights"
  ],
  [
    /^(chmod|chown|chgrp)$/,
    /(^|\s)(-[a-zA-Z]*R[a-zA-Z]*|--recursive)\s.*\s(\/|~|\/(etc|usr|bin|var|home|root|boot|lib|opt)\S*)$/,
    "it changes the rights of the system",
    true
  ],
  [
    /^(chmod|chown|chgrp)$/,
    /\s\/(etc|usr|bin|sbin|boot|lib|root|var)(\/|\s|$)/,
    "it changes the rights of system files"
  ],
  [/^setcap$|^chattr$/, any, "it changes what a program may do"],
  [
    /^(passwd|chpasswd|useradd|usermod|userdel|adduser|deluser|groupadd|groupmod|groupdel|gpasswd|chsh|chfn|newusers|dscl|net|net1)$/,
    /^(?!(config|view|statistics|time)\b)/,
    "it changes users or their rights"
  ],
  [/^(insmod|rmmod|modprobe|kextload|kextunload|kmutil)$/, any, "it changes the kernel"],
  [/^(mount|umount|swapon|swapoff|pivot_root|losetup)$/, /\S/, "it changes what is mounted"],
  [
    /^(setenforce|spctl|csrutil|nvram|aa-teardown|aa-disable|auditctl)$/,
    /^(?!(status|--status|-l|-s)\b)\S/,
    "it switches a guard off"
  ],
  [/^ufw$/, /\b(disable|reset|delete|allow)\b/, "it changes the firewall"],
  [
    /^(iptables|ip6tables|nft|firewall-cmd|pfctl)$/,
    /(^|\s)(-[FXADIRP]|flush|delete|add|--add|--remove|-d|-f)\b/,
    "it changes the firewall"
  ],
  [/^xattr$/, /quarantine/, "it switches a guard off"],
  [
    /^(docker|podman)$/,
    /^(run|exec|create)\b.*(--privileged|--pid[= ]host|--net(work)?[= ]host|docker\.sock|--cap-add|(-v|--volume)[= ]?\/:)/,
    "it starts a container that can reach the machine"
  ]
]

const machine: ReadonlyArray<Row> = [
  [/^(shutdown|reboot|halt|poweroff|telinit|pm-suspend|Stop-Computer|Restart-Computer)$/, any, "it stops the machine"],
  [/^init$/, /^[06]$/, "it stops the machine"],
  [
    /^systemctl$/,
    /^(-\S+ )*(enable|disable|stop|mask|kill|poweroff|reboot|halt|isolate|emergency|rescue|suspend|hibernate|link|edit|set-default|daemon-reexec|start|restart|preset)\b/,
    "it changes what the machine runs"
  ],
  [/^(service|rc-service|rcctl|invoke-rc\.d)$/, /\b(stop|restart|start|disable)\b/, "it changes what the machine runs"],
  [
    /^(launchctl)$/,
    /^(load|unload|bootstrap|bootout|enable|disable|remove|submit|kickstart|setenv)\b/,
    "it changes what starts by itself"
  ],
  [
    /^(update-rc\.d|chkconfig|sc|sc\.exe|schtasks|rc-update)$/,
    /\b(create|add|delete|config|stop|start|defaults|enable|remove|on|\/create|\/delete)\b/i,
    "it changes what starts by itself"
  ],
  [/^crontab$/, /^(?!(-l|-e|-u \S+ -l)$)/, "it changes scheduled jobs"],
  [/^kill$/, /(^|\s)(--\s+)?(-1|-0|0)$|^-- -?\d+$|^-9 -1$|^(-\w+ )?(--\s+)?1$/, "it signals everything"],
  [/^(killall5)$/, any, "it signals everything"],
  [
    /^(killall|pkill|taskkill|Stop-Process)$/,
    /antivirus|firewall|defender|security|monitor|clamd|falcon|auditd|syslog|-u root|(^|\s)(-\w+ )?(init|systemd|sshd|\.\*?|\.)$/i,
    "it stops what guards the machine"
  ],
  [/^sysctl$/, /(-w|=|-p)/, "it changes the kernel's settings"],
  [/^mkfs(\.\w+)?$|^mke2fs$|^newfs$|^format$|^format\.com$/, /\/dev\/(?!null)|^[a-z]:/i, "it formats a disk", true],
  [
    /^(wipefs|blkdiscard|sgdisk|gdisk|cfdisk|sfdisk|parted|partprobe|mkswap|zpool|zfs|mdadm|cryptsetup|hdparm|diskpart|badblocks)$/,
    /(^|\s)(-a|--all|-o|-Z|rm|mklabel|mkpart|destroy|--create|--zero-superblock|luksFormat|erase|clean|-w|--force|-f|\/dev\/\S+)/,
    "it changes a disk",
    true
  ],
  [/^nvme$/, /^(format|sanitize|delete-ns|write\S*)\b/, "it changes a disk", true],
  [/^scrub$/, /\/dev\//, "it changes a disk", true],
  [/^(lv|vg|pv)remove$/, /\S/, "it changes a disk", true],
  [/^fdisk$/, /^(?!-l)\S/, "it changes a disk", true],
  [/^diskutil$/, /^(erase\w*|partitionDisk|zeroDisk|reformat|apfs delete\w*|unmountDisk)/i, "it changes a disk", true],
  [/^dd$/, /\bof=\/dev\/(?!null|stdout|stderr)/, "it writes to a device", true],
  [/^(gcore|gdb|lldb)$/, /(^|\s)(-p|--pid|attach|\d+$)/, "it reads the memory of a process"],
  [/^history$/, /(^|\s)-[cdw]/, "it removes traces"],
  [/^journalctl$/, /--(vacuum|rotate|flush)/, "it removes traces"],
  [/^unset$/, /HISTFILE/, "it removes traces"],
  [
    /^(apt|apt-get|aptitude|yum|dnf|zypper|pacman|apk|dpkg|rpm|snap|port)$/,
    /^(-\S+ )*(remove|purge|autoremove|erase|del|-R\w*|-r|-P|-e|--remove|--purge|--erase)\b/,
    "it removes system packages"
  ],
  [
    /^(medusa|hydra|john|hashcat|sqlmap|msfconsole|msfvenom|aircrack-ng|mimikatz|responder|masscan|zmap|nikto|gobuster|xmrig|ettercap|bettercap|steghide|outguess)$/,
    any,
    "it is a tool of attack"
  ]
]

const services: ReadonlyArray<Row> = [
  [
    /^(docker|podman)$/,
    /^(system|volume|image|container|network|builder) prune|^volume rm|^(rm|rmi) .*(-f|--force)|^rm -\w*f|^(container|image) rm .*-f|^compose .*down .*(-v|--volumes|--rmi)|^swarm leave|^stack rm/,
    "it deletes containers, images or their data"
  ],
  [/^docker-compose$/, /down .*(-v|--volumes|--rmi)/, "it deletes containers and their data"],
  [/^(docker|podman)$/, /^(push|image push)\b/, "it publishes an image"],
  [
    /^(kubectl|oc)$/,
    /(^|\s)(delete|drain|replace --force|scale .*--replicas[= ]0)\b/,
    "it deletes what a cluster runs"
  ],
  [/^(kubectl|oc)$/, /get secrets?\b.*-o|get secrets?\/\S+ .*-o/, "it shows secrets"],
  [/^helm$/, /^(uninstall|delete|rollback)\b/, "it deletes what a cluster runs"],
  [
    /^(terraform|tofu|pulumi|terragrunt|cdk|serverless|sls|cdktf)$/,
    /(^|\s)(destroy|apply .*-auto-approve|remove|state rm|up .*(-y|--yes))\b/,
    "it destroys infrastructure"
  ],
  [
    /^(aws)$/,
    /\b(delete-\S+|terminate-\S+|deregister-\S+|remove-\S+|purge-\S+|s3 (rm|rb)|s3 sync .*--delete|schedule-key-deletion|create-access-key|attach-\S+-policy|put-\S+-policy)\b/,
    "it deletes or opens what is in the cloud"
  ],
  [
    /^(aws|gsutil|s3cmd|rclone|az|gcloud|mc)$/,
    /\b(s3 (cp|sync|mv)|cp|put|copy|sync|rsync|mv|upload\S*)\b.*(s3:\/\/|gs:\/\/|\w+:)|storage (blob upload|cp)/,
    "it sends files to the cloud"
  ],
  [
    /^(gcloud|az|doctl|heroku|flyctl|fly|vercel|netlify|firebase|linode-cli|hcloud|ibmcloud|oci|railway|supabase|wrangler)$/,
    /\b(delete|destroy|remove|rm|purge|reset|apps:destroy|pg:reset|db reset|terminate)\b/,
    "it deletes what is in the cloud"
  ],
  [/^gsutil$/, /\b(rm|rb|rsync .*-d)\b/, "it deletes what is in the cloud"],
  [/^podman$/, /^system reset\b/, "it removes all containers and images"],
  [
    /^(npx|bunx|pnpx|uvx|pipx)$/,
    /\b(claude-code|codex|gemini-cli|qwen-code|opencode|aider|amp|cline)\S* .*--(dangerously\S*|yolo|full-auto|yes-always|approval-mode[= ]yolo)/,
    "it starts another agent with its guards off"
  ],
  [/^rclone$/, /^(-\S+ )*(purge|delete|deletefile|rmdirs|cleanup)\b/, "it deletes what is in the cloud"],
  [/^(python[0-9.]*|django-admin|manage\.py)$/, /^(\S*manage\.py )?(flush|reset_db)\b/, "it deletes data"],
  [/^vagrant$/, /^destroy\b/, "it destroys a machine"],
  [/^(virsh|VBoxManage|qm|limactl|multipass)$/, /\b(destroy|undefine|unregistervm|delete)\b/, "it destroys a machine"],
  [
    /^(psql|mysql|mariadb|sqlite3|sqlcmd|clickhouse-client|cockroach|mongosh|mongo|redis-cli|cqlsh|duckdb)$/,
    /\b(drop\s+(database|table|schema|user|role|keyspace|index|collection)|truncate\b|delete\s+from\s+\S+\s*(;|'|"|$)|dropDatabase|flushall|flushdb|deleteMany\(\{\}\))/i,
    "it deletes data"
  ],
  [/^(dropdb|dropuser|mysqladmin)$/, /^(?!(ping|status|version)\b)\S/, "it deletes data"],
  [
    /^(prisma|sequelize|typeorm|knex|rails|rake|artisan|php|drizzle-kit|alembic|supabase|mix|npx|pnpm|yarn|bunx|manage\.py|python3?|django-admin|bin\/rails|diesel|sqlx|flyway|liquibase|node)$/,
    /\b(migrate[ :]reset|migrate:fresh|db:(drop|reset|purge|wipe)|db push .*--force-reset|schema:drop|ecto\.(drop|reset)|database (drop|reset)|downgrade base|flush --no-?input|reset_db|migrate:rollback --all|flyway clean|dropAll)\b|^clean$/,
    "it deletes data"
  ],
  [
    /^(npm|pnpm|yarn|bun|cargo|gem|twine|poetry|hatch|flit|mvn|gradle|dotnet|vsce|ovsx|uv|lerna|pod|hex|mix|nuget|clojars|helm|maturin|changeset|goreleaser|semantic-release|np)$/,
    /(^|\s)(publish|unpublish|push|upload|deploy|trunk push|hex\.publish|release:perform|owner|deprecate|access|yank|dist-tag)\b(?! --dry-run)/,
    "it publishes, or takes back what is published"
  ],
  [
    /^(npm|pnpm|yarn|pip3?)$/,
    /\b(uninstall|remove|rm)\b.*(-g|--global).*\bnpm\b|\b(uninstall|rm) (-g|--global) npm\b/,
    "it removes its own package manager"
  ],
  [
    /^(npm|pnpm|yarn|pip3?)$/,
    /^config (set|edit) .*(script-shell|registry|index-url|ignore-scripts|prefix|node-options|strict-ssl|cafile|globalconfig|userconfig)/,
    "it sets what later installs run or trust"
  ],
  [
    /^(npm|pnpm|yarn|bun|npx|bunx|pnpx)$/,
    /(^|\s)(github:|gitlab:|bitbucket:|gist:|git\+|git:\/\/|git@|https?:\/\/|[\w-]+\/[\w.-]+#)/,
    "it installs and runs code straight from an address"
  ],
  [
    /^(pip3?|pipx|uv|uvx|poetry|conda|easy_install|python[0-9.]*)$/,
    /(^|\s)(git\+|hg\+|https?:\/\/\S+|.*@ ?git\+|.*--(extra-)?index-url|.*-i https?:|.*--trusted-host)/,
    "it installs and runs code straight from an address"
  ],
  [
    /^(cargo|go|gem|brew|luarocks|cpan|cpanm)$/,
    /install\b.*(--git|https?:\/\/|git:\/\/|--source|-s https?)|^tap\b.*https?:/,
    "it installs and runs code straight from an address"
  ],
  [
    /^(gh|glab|hub)$/,
    /^(repo delete|release delete|secret (set|delete)|ssh-key add|gpg-key add|gist create|repo edit .*--visibility|api .*(-X|--method)[= ]?(DELETE|PUT)|auth (token|status .*(-t|--show-token))|workflow (run|disable)|repo create .*--public|deploy-key add|variable set)/,
    "it publishes, deletes, or shows a secret"
  ],
  [/^(gcloud)$/, /auth .*print-\S*token|secrets versions access/, "it shows a secret"],
  [
    /^security$/,
    /^(find-\S+|dump-keychain|export|unlock-keychain|delete-\S+|add-\S+)/,
    "it reaches into the key store"
  ],
  [
    /^(secret-tool|pass|gopass|lpass|bw|op|vault|keyctl|keyring|kwallet-query|rbw|chamber|doppler|sops)$/,
    /^(lookup|show|get|list|search|read|kv get|item get|dump|export|print|view|document get|secrets|exec|-d|--decrypt|store|ls)?\b/,
    "it shows a secret"
  ],
  [
    /^(az|heroku|doctl|flyctl|fly|stripe|npm|aws|vercel)$/,
    /account get-access-token|auth:token|auth token|token (create|list)|configure export-credentials|sts (get-session-token|assume-role)|secretsmanager get-secret-value|ssm get-parameter.*with-decryption|keyvault secret show|ecr get-login/,
    "it shows a secret"
  ],
  [/^(docker-credential-\w+|git-credential-\w+)$/, any, "it shows a secret"],
  [/^gpg2?$/, /--export-secret|--delete-secret|--delete-key/, "it reaches into the key store"],
  [
    /^(ngrok|cloudflared|localtunnel|lt|bore|frpc|serveo|tailscale|zrok)$/,
    /^(?!(version|status|--version|help)\b)/,
    "it opens a door to the network"
  ],
  [/^(python[0-9.]*|pypy3?)$/, /-m (http\.server|SimpleHTTPServer|pyftpdlib)/, "it serves files to the network"],
  [/^(php)$/, /^-S\b/, "it serves files to the network"],
  [/^ssh-copy-id$/, any, "it lets a key in"],
  [
    /^(claude|codex|gemini|coderx|coder-x|aider|goose|opencode|cursor-agent|amp|qwen|crush|droid|copilot|auggie|cline|kiro-cli|q)$/,
    /--(dangerously\S*|yolo|allow-dangerously\S*|full-auto|auto-approve\S*|yes-always|force|approval-mode[= ]yolo|permission-mode[= ](bypassPermissions|dontAsk)|trust-all-tools|allow-all-tools|ask-for-approval[= ]never|sandbox[= ]danger\S*)|(^|\s)(-y|--yes)(\s|$)/,
    "it starts another agent with its guards off"
  ]
]

const windows: ReadonlyArray<Row> = [
  [
    /^(powershell|pwsh)(\.exe)?$/i,
    /(^|\s)-(e|en|enc|enco\w*|w(indowstyle)? hidden|ep bypass|executionpolicy (bypass|unrestricted))(\s|$)|downloadstring|downloadfile|\biex\b|invoke-expression|frombase64string/i,
    "it hides what it runs"
  ],
  [/^(iex|Invoke-Expression)$/i, any, "it runs text"],
  [
    /^(mshta|regsvr32|rundll32|wscript|cscript|bitsadmin|certutil|installutil|msbuild|wmic|psexec)(\.exe)?$/i,
    /https?:|\/transfer|-urlcache|-decode|\\\\|javascript:|vbscript:|process call create|delete|scrobj|\S/i,
    "it runs or fetches hidden code"
  ],
  [/^(reg|reg\.exe)$/i, /^(add|delete|import|restore|load)\b/i, "it changes the registry"],
  [/^(Set-ItemProperty|New-ItemProperty|Remove-ItemProperty)$/i, /HK(LM|CU)|Registry/i, "it changes the registry"],
  [
    /^(vssadmin|wbadmin|bcdedit|cipher|takeown|icacls|fsutil|Format-Volume|Clear-Disk|Initialize-Disk|Remove-Partition|Clear-Content|Clear-RecycleBin|Clear-EventLog|wevtutil|Set-ExecutionPolicy|Set-MpPreference|Add-MpPreference|New-LocalUser|Add-LocalGroupMember|New-Service|Set-Service|Stop-Service|Register-ScheduledTask|Enable-PSRemoting|Disable-\w+|Set-NetFirewallProfile|netsh|New-NetFirewallRule|Invoke-Command|Enter-PSSession|Set-Acl)$/i,
    any,
    "it changes the machine or its guards"
  ],
  [/^Start-Process$/i, /-verb\s+runas|https?:/i, "it takes other rights"],
  [/^(Invoke-WebRequest|Invoke-RestMethod|iwr|irm)$/i, /-(InFile|Body)\b|-Method\s+(Post|Put)/i, "it sends out data"]
]

const rows: ReadonlyArray<Row> = [...privilege, ...machine, ...services, ...windows]

/** What the tables say of a program with these words. */
export const tabled = (program: string, words: string): Danger | undefined => {
  const clipped = words.slice(0, 4000)
  const row = rows.find(([name, pattern]) => name.test(program) && pattern.test(clipped))
  return row === undefined ? undefined : danger(row[2], row[3])
}
