import { once } from "./once.ts"

/** What may follow a prefix: letters and digits, those with `_` and `-`, the same with dots, base64, hexadecimal. */
const bodies = once(
  () =>
    ({
      a: /[A-Za-z0-9]{1,512}/y,
      w: /[A-Za-z0-9_-]{1,512}/y,
      d: /[A-Za-z0-9_.%~-]{1,512}/y,
      b: /[A-Za-z0-9_+/=.,-]{1,512}/y,
      x: /[0-9a-fA-F]{1,512}/y,
      u: /[0-9a-fA-F-]{1,512}/y,
      s: /[A-Za-z0-9$_-]{1,512}/y,
      k: /[A-Z0-9]{1,64}/y
    }) as const
)

/** How much the body must look like chance: `no` where the form says it all, `little` usually, `some` where words may follow. */
type Doubt = "no" | "little" | "some"

export interface Prefix {
  readonly label: string
  readonly body: RegExp
  readonly least: number
  readonly most: number
  readonly doubt: Doubt
}

type Row = readonly [
  label: string,
  prefixes: string,
  body: keyof ReturnType<typeof bodies>,
  least: number,
  doubt?: Doubt,
  most?: number
]

/**
 * Prefixes that vendors give their keys, so that they can be found. Sources: the vendors' documentation of their own
 * formats and of secret scanning. Lengths are below the documented ones: formats grow, and a cut key is secret too.
 */
const rows = (): ReadonlyArray<Row> => [
  ["anthropic-key", "sk-ant-", "w", 16],
  ["openai-key", "sk-proj- sk-svcacct- sk-admin- sk-None- sess-", "w", 16, "some"],
  ["openrouter-key", "sk-or-v1- sk-or-", "w", 16],
  ["api-key", "sk-", "w", 16, "some"],
  ["stripe-key", "sk_live_ sk_test_ rk_live_ rk_test_ sk_prod_ sk_dev_ testsk_", "w", 10, "some"],
  ["api-key", "sk_", "w", 20, "some"],
  ["webhook-secret", "whsec_", "b", 16, "some"],
  ["google-key", "AIza", "w", 28],
  ["google-key", "AQ.Ab", "w", 28],
  ["google-token", "ya29.", "d", 16],
  ["google-refresh-token", "1//0 1//", "w", 24, "some"],
  ["google-client-secret", "GOCSPX-", "w", 12],
  ["aws-key-id", "AKIA ASIA ABIA ACCA A3T", "k", 13, "no", 40],
  ["aws-bedrock-key", "ABSK bedrock-api-key-", "b", 40],
  ["github-token", "ghp_ gho_ ghu_ ghs_ ghr_", "w", 16, "some"],
  ["github-token", "github_pat_", "w", 20, "some"],
  [
    "gitlab-token",
    "glpat- gldt- glrt- glrtr- glcbt- glptt- glft- glimt- glagent- gloas- glsoat- glffct- glwt- GR1348941",
    "d",
    14
  ],
  ["bitbucket-token", "ATBB BBDC-", "w", 20, "some"],
  ["atlassian-token", "ATATT ATCTT ATSTT", "b", 24, "some"],
  ["slack-token", "xoxb- xoxp- xoxa- xoxr- xoxs- xoxo- xoxc- xoxd- xoxe- xoxe.xoxp- xoxe.xoxb- xapp- xwfp-", "d", 14],
  ["sendgrid-key", "SG.", "d", 30, "some"],
  ["brevo-key", "xkeysib- xsmtpsib-", "w", 20],
  ["mailgun-key", "key-", "x", 32, "little", 32],
  ["resend-key", "re_", "w", 20, "some"],
  ["mailersend-key", "mlsn.", "a", 30],
  ["twilio-key", "SK", "x", 32, "little", 32],
  ["square-token", "EAAA sq0atp- sq0csp- sq0idp-", "w", 20, "some"],
  ["facebook-token", "EAA", "a", 60],
  ["instagram-token", "IGQV IGAA", "w", 40, "some"],
  ["braintree-token", "access_token$production$ access_token$sandbox$", "s", 16],
  ["plaid-token", "access-sandbox- access-production- access-development-", "u", 30],
  ["shopify-token", "shpat_ shpca_ shppa_ shpss_ shptka_ shpua_", "a", 24],
  ["razorpay-key", "rzp_live_ rzp_test_", "a", 12],
  ["flutterwave-key", "FLWSECK_TEST- FLWSECK-", "w", 12],
  ["npm-token", "npm_", "a", 30],
  ["pypi-token", "pypi-", "w", 40, "some"],
  ["rubygems-key", "rubygems_", "a", 32],
  ["crates-token", "cio", "a", 32, "some", 32],
  ["nuget-key", "oy2", "a", 40, "little", 46],
  ["clojars-token", "CLOJARS_", "a", 40],
  ["docker-token", "dckr_pat_ dckr_oat_", "w", 16],
  ["artifactory-key", "AKCp cmVmdGtuO", "a", 50],
  ["sonar-token", "squ_ sqp_ sqa_", "a", 30],
  ["huggingface-token", "hf_ api_org_", "a", 24],
  ["replicate-token", "r8_", "a", 24],
  ["groq-key", "gsk_", "a", 30],
  ["xai-key", "xai-", "a", 30],
  ["perplexity-key", "pplx-", "a", 24],
  ["fireworks-key", "fw_ fpk_", "a", 20, "some"],
  ["nvidia-key", "nvapi-", "w", 30],
  ["voyage-key", "pa-", "w", 40, "some"],
  ["anyscale-key", "esecret_", "a", 20],
  ["langsmith-key", "lsv2_pt_ lsv2_sk_ ls__", "w", 24],
  ["langfuse-key", "sk-lf- pk-lf-", "u", 30],
  ["tavily-key", "tvly-", "w", 16, "some"],
  ["jina-key", "jina_", "a", 40],
  ["firecrawl-key", "fc-", "x", 32],
  ["pinecone-key", "pcsk_", "w", 30],
  ["together-key", "tgp_v1_", "w", 30],
  ["brave-key", "BSA", "w", 28, "some", 29],
  ["wandb-key", "wandb_v1_", "w", 40],
  ["cursor-key", "key_", "x", 40],
  ["iterative-token", "isat_", "w", 40],
  ["infisical-token", "st.", "d", 70, "some"],
  ["e2b-key", "e2b_", "x", 32],
  ["cerebras-key", "csk-", "a", 30],
  ["runpod-key", "rpa_", "a", 30],
  ["modal-token", "ak- as-", "a", 22, "some"],
  ["databricks-token", "dapi dose dkea", "x", 30],
  ["digitalocean-token", "dop_v1_ doo_v1_ dor_v1_", "a", 40],
  ["heroku-key", "HRKU-", "w", 30],
  ["cloudflare-token", "v1.0- cfut_ cfat_", "w", 36, "some"],
  ["fly-token", "fm1_ fm1r_ fm2_ fo1_", "b", 30],
  ["vercel-token", "vcp_ vck_ vci_ vca_ vcr_ vercel_blob_rw_", "w", 20, "some"],
  ["netlify-token", "nfp_ nfc_ nfo_ nfu_ nfb_", "a", 24],
  ["render-key", "rnd_", "a", 20, "some"],
  ["supabase-key", "sbp_ sb_secret_", "w", 20, "some"],
  ["planetscale-token", "pscale_tkn_ pscale_pw_ pscale_oauth_", "d", 20],
  ["neon-key", "napi_", "w", 30, "some"],
  ["mongodb-secret", "mdb_sa_sk_", "w", 16],
  ["aiven-token", "AVNS_", "w", 14],
  ["vault-token", "hvs. hvb. hvr.", "w", 16],
  ["doppler-token", "dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit. dp.said.", "d", 20],
  ["1password-token", "ops_eyJ", "w", 40],
  ["age-key", "AGE-SECRET-KEY-1 AGE-SECRET-KEY-PQ-1", "a", 30],
  ["pulumi-token", "pul-", "x", 40],
  ["tailscale-key", "tskey-", "w", 14],
  ["linear-key", "lin_api_ lin_oauth_ lin_wh_", "a", 24],
  ["notion-key", "secret_ ntn_", "a", 30],
  ["figma-token", "figd_ figu_ figo_", "w", 24],
  ["trello-token", "ATTA", "a", 50],
  ["typeform-token", "tfp_", "w", 30],
  ["hubspot-token", "pat-na1- pat-na2- pat-eu1- pat-ap1-", "u", 24],
  ["dropbox-token", "sl.", "w", 60],
  ["contentful-token", "CFPAT-", "w", 30],
  ["mapbox-token", "sk.eyJ tk.eyJ", "d", 30],
  ["sourcegraph-token", "sgp_ slk_ sgd_", "w", 30, "some"],
  ["posthog-key", "phx_", "a", 24],
  ["sentry-token", "sntrys_ sntryu_ sntrya_ sntryi_", "b", 24],
  ["newrelic-key", "NRAK- NRII- NRSP- NRRA- NRAA- NRAL- NRIQ- NRJS- NRBR-", "w", 16],
  ["grafana-token", "glsa_ glc_ eyJrIjoi", "b", 24],
  ["honeycomb-key", "hcaik_ hcxik_ hcamk_ hcalk_ hcxlk_", "a", 24],
  ["dynatrace-token", "dt0c01. dt0s01. dt0s02. dt0s16.", "d", 40],
  ["launchdarkly-key", "sdk- api- mob-", "u", 36],
  ["stytch-secret", "secret-live- secret-test-", "b", 20],
  ["buildkite-token", "bkua_ bkct_ bkaj_", "a", 30],
  ["circleci-token", "CCIPAT_ CCIPRJ_", "w", 24],
  ["postman-key", "PMAK-", "u", 30],
  ["readme-key", "rdme_", "a", 40],
  ["deno-token", "ddp_ ddo_ ddw_", "a", 30],
  ["prefect-key", "pnu_ pnb_", "a", 30],
  ["scaleway-key", "SCW", "a", 17, "some", 17],
  ["duffel-key", "duffel_live_ duffel_test_", "w", 24],
  ["easypost-key", "EZAK EZTK", "a", 40],
  ["shippo-key", "shippo_live_ shippo_test_", "a", 30],
  ["twitter-token", "AAAAAAAAAAAAAAAAAAAA", "d", 40],
  ["linkedin-token", "WPL_AP1.", "b", 16],
  ["yandex-token", "y0_ y1_ y2_ y3_ AQVN", "w", 34, "some"],
  ["alibaba-key-id", "LTAI", "a", 12, "some", 30],
  ["tencent-key-id", "AKID", "a", 28, "some", 40],
  ["openshift-token", "sha256~", "w", 36],
  ["ory-token", "ory_at_ ory_ac_ ory_st_ ory_rt_ ory_pat_", "d", 30],
  ["svix-key", "sk_svix_ ek_svix_", "a", 16],
  ["algolia-key", "alg_", "a", 30],
  ["exa-key", "exa_", "a", 24],
  ["asana-token", "0/ 1/ 2/", "x", 32, "little", 40],
  ["wallet-key", "xprv yprv zprv tprv", "a", 90]
]

const table = once(
  (): ReadonlyMap<string, Prefix> =>
    new Map(
      rows().flatMap(([label, prefixes, body, least, doubt = "little", most = 512]) =>
        prefixes.split(" ").map((prefix) => [prefix, { label, body: bodies()[body], least, most, doubt }] as const)
      )
    )
)

export const prefixRule = (prefix: string): Prefix | undefined => table().get(prefix)

/** Where a prefix begins, longest first, not in the middle of a word. */
export const prefixes = once(
  () =>
    new RegExp(
      `(?<![A-Za-z0-9])(?:${[...table().keys()]
        .sort((a, b) => b.length - a.length)
        .map((prefix) => prefix.replace(/[.$/]/g, "\\$&"))
        .join("|")})`,
      "g"
    )
)
