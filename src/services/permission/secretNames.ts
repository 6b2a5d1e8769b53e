/** Names of files that hold secrets by custom. Case does not matter; samples (`.env.example`) are no secrets. */
const secretPatterns: ReadonlyArray<RegExp> = [
  /(^|\/)\.env(\.[^/]*)?$/,
  /(^|\/)\.envrc$/,
  /(^|\/)[^/]*\.env$/,
  /(^|\/)\.(ssh|gnupg|aws|azure|kube|docker|gcloud|password-store|oci)(\/|$)/,
  /(^|\/)\.config\/(gh|gcloud|git\/credentials|hub|rclone|op|doctl)(\/|$)/,
  /(^|\/)\.(netrc|npmrc|pypirc|pgpass|my\.cnf|git-credentials|htpasswd|dockercfg|s3cfg|boto|vault-token|terraformrc|gem\/credentials|cargo\/credentials(\.toml)?|yarnrc(\.yml)?)$/,
  /(^|\/)\.(bash|zsh|sh|psql|mysql|python|node_repl|rediscli|sqlite)_?history$/,
  /(^|\/)id_(rsa|dsa|ecdsa|ed25519)[^/]*$/,
  /\.(pem|key|p12|pfx|jks|keystore|kdbx|ppk|asc|gpg|ovpn|kubeconfig)$/,
  /(^|\/)(secrets?|credentials?|passwords?|shadow|gshadow|api[-_]?keys?|tokens?|auth|vault|service[-_]?account[^/]*|client_secret[^/]*|keychain|wallet)(\.(json|ya?ml|toml|ini|env|txt|cfg|conf|properties|xml|enc|db|dat|csv))?$/,
  /(^|\/)(secrets?|credentials?)\//,
  /(^|\/)config\/(production|prod|staging|master|credentials)[^/]*$/,
  /(^|\/)(production|prod|staging)\.(json|ya?ml|toml|ini|env|properties|conf)$/,
  /(^|\/)(wp-config\.php|local_settings\.py|database\.yml|terraform\.tfvars|[^/]*\.tfvars|[^/]*\.tfstate)$/,
  /(^|\/)\.(coderx|codex|claude|gemini)\/(auth|\.?credentials|keys?|oauth_creds)[^/]*$/,
  /(^|\/)\.coder_x_key\.enc$/,
  /^\/proc\/[^/]+\/(environ|mem|maps|cmdline|fd)(\/|$)/,
  /^\/(var\/)?run\/secrets(\/|$)/,
  /^\/etc\/(shadow|gshadow|sudoers)(\.d)?/,
  /(^|\/)(login\.keychain[^/]*|cookies\.sqlite|logins\.json|key[34]\.db|Login Data|Cookies)$/
]

const samples = /\.(example|sample|template|dist|defaults?|tmpl|test)$|(^|\/)(example|sample|template)[^/]*$/i

/** Whether a path looks like one that holds secrets, by its name alone. */
export const looksSecret = (path: string): boolean => {
  const folded = path
    .normalize("NFKC")
    .toLowerCase()
    .replace(/^@|\/+$/g, "")
  if (folded === "" || folded.length > 4096) return false
  return !samples.test(folded) && secretPatterns.some((pattern) => pattern.test(folded))
}
