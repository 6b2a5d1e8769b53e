/**
 * Kinds of secrets as vendors and programs write them, made anew for each test from a seed: none of them works anywhere, and
 * none stands in this file. Each gives a text and the secret in it.
 */
const letters = "abcdefghijklmnopqrstuvwxyz"
const B62 = `${letters.toUpperCase()}${letters}0123456789`
const W = `${B62}_-`
const H = "0123456789abcdef"
const U = `${letters.toUpperCase()}0123456789`
const B64 = `${B62}+/`
const L = `${letters}0123456789`

export type Sample = readonly [text: string, secret: string]

const same = (secret: string): Sample => [secret, secret]

export const kinds = (random: () => number): Readonly<Record<string, () => Sample>> => {
  const pick = (from: string, size: number): string =>
    Array.from({ length: size }, () => from[Math.floor(random() * from.length)]).join("")
  const f = (from: string, size: number): string => `FAKE${pick(from, size - 4)}`
  const h = (size: number): string => `fa4e${pick(H, size - 4)}`
  const uuid = (): string => `fa4e0000-0000-4000-8000-${h(12)}`
  return {
    openaiproj: () => same(`sk-proj-${f(W, 120)}`),
    openaisvc: () => same(`sk-svcacct-${f(W, 60)}`),
    openrouter: () => same(`sk-or-v1-${h(64)}`),
    google: () => same(`AIza${f(W, 35)}`),
    awssecret: () => {
      const s = f(B64, 40)
      return [`aws_secret_access_key = ${s}`, s]
    },
    awssecretenv: () => {
      const s = f(B64, 40)
      return [`AWS_SECRET_ACCESS_KEY=${s}`, s]
    },
    awssess: () => {
      const s = `IQoJb3JpZ2luX2VjE${f(B64, 300)}==`
      return [`AWS_SESSION_TOKEN=${s}`, s]
    },
    azstorage: () => {
      const s = `${f(B64, 86)}==`
      return [`DefaultEndpointsProtocol=https;AccountName=fakeacct;AccountKey=${s};EndpointSuffix=core.windows.net`, s]
    },
    sb: () => {
      const s = `${f(B64, 43)}=`
      return [`Endpoint=sb://fake.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${s}`, s]
    },
    sqlconn: () => {
      const s = `FakePw${pick(B62, 12)}`
      return [`Server=tcp:fake.database.windows.net;User ID=fakeuser;Password=${s};Encrypt=True`, s]
    },
    azdo: () => {
      const s = pick("abcdefghijklmnopqrstuvwxyz234567", 52)
      return [`AZURE_DEVOPS_PAT=${s}`, s]
    },
    ghp: () => same(`ghp_${f(B62, 36)}`),
    gho: () => same(`gho_${f(B62, 36)}`),
    ghs: () => same(`ghs_${f(B62, 36)}`),
    ghr: () => same(`ghr_${f(B62, 76)}`),
    ghpat: () => same(`github_pat_${f(B62, 22)}_${pick(B62, 59)}`),
    ghurl: () => {
      const s = `ghs_${f(B62, 36)}`
      return [`https://x-access-token:${s}@github.com/o/r.git`, s]
    },
    glpat: () => same(`glpat-${f(W, 20)}`),
    gldt: () => same(`gldt-${f(W, 20)}`),
    glrt: () => same(`glrt-${f(W, 20)}`),
    glptt: () => same(`glptt-${h(40)}`),
    atatt: () => same(`ATATT3xFfGF0${f(W, 160)}=${pick(U, 8)}`),
    xoxb: () => same(`xoxb-000000000000-0000000000000-${f(B62, 24)}`),
    xapp: () => same(`xapp-1-A0000000000-0000000000000-${h(64)}`),
    xoxe: () => same(`xoxe.xoxp-1-${f(B62, 160)}`),
    slackhook: () => same(`https://hooks.slack.com/services/T00000000/B00000000/${f(B62, 24)}`),
    discord: () => same(`MTIz${f(W, 22)}.${pick(W, 6)}.${f(W, 38)}`),
    discord2: () => same(`FAKE${pick(B62, 20)}.${f(B62, 6)}.${f(W, 27)}`),
    telegram: () => same(`0000000000:AA${f(W, 33)}`),
    telegram2: () => same(`000000000:${f(W, 35)}`),
    twilio: () => same(`SK${h(32)}`),
    twilioauth: () => {
      const s = h(32)
      return [`TWILIO_AUTH_TOKEN=${s}`, s]
    },
    mailchimp: () => same(`${h(32)}-us12`),
    paypal: () => {
      const s = `E${f(W, 79)}`
      return [`PAYPAL_CLIENT_SECRET=${s}`, s]
    },
    square: () => same(`EAAA${f(W, 60)}`),
    sq0: () => same(`sq0csp-${f(W, 43)}`),
    plaid: () => same(`access-production-${uuid()}`),
    shopify: () => same(`shpat_${h(32)}`),
    adyen: () => {
      const s = `AQE${f(B64, 80)}`
      return [`"adyen_api_key": "${s}"`, s]
    },
    npm: () => same(`npm_${f(B62, 36)}`),
    npmauth: () => {
      const s = `${f(B64, 30)}==`
      return [`//registry.fake.invalid/:_auth=${s}`, s]
    },
    npmpw: () => {
      const s = `${f(B64, 22)}==`
      return [`//registry.fake.invalid/:_password=${s}`, s]
    },
    pypi: () => same(`pypi-AgEIcHlwaS5vcmc${f(W, 150)}`),
    crates: () => same(`cio${f(B62, 32)}`),
    nuget: () => same(`oy2${pick("abcdefghijklmnopqrstuvwxyz234567", 43)}`),
    hf: () => same(`hf_${f(B62, 34)}`),
    replicate: () => same(`r8_${f(B62, 37)}`),
    pplx: () => same(`pplx-${f(B62, 48)}`),
    cohere: () => {
      const s = f(B62, 40)
      return [`COHERE_API_KEY=${s}`, s]
    },
    mistral: () => {
      const s = f(B62, 32)
      return [`MISTRAL_API_KEY: ${s}`, s]
    },
    heroku: () => {
      const s = uuid()
      return [`HEROKU_API_KEY=${s}`, s]
    },
    hrku: () => same(`HRKU-${uuid()}`),
    hrku2: () => same(`HRKU-AA${f(W, 58)}`),
    cf: () => {
      const s = f(W, 40)
      return [`CLOUDFLARE_API_TOKEN=${s}`, s]
    },
    cfg: () => {
      const s = h(37)
      return [`CLOUDFLARE_API_KEY=${s}`, s]
    },
    fly: () => same(`fm2_lJPE${f(B64, 120)}`),
    vault: () => same(`hvs.CAESI${f(W, 90)}`),
    vaults: () => {
      const s = `s.${f(B62, 24)}`
      return [`VAULT_TOKEN=${s}`, s]
    },
    notion: () => same(`secret_${f(B62, 43)}`),
    ntn: () => same(`ntn_${pick("0123456789", 11)}${f(B62, 35)}`),
    figma: () => same(`figd_${f(W, 40)}`),
    airtable: () => same(`pat${f(B62, 14)}.${h(64)}`),
    asana: () => same(`1/0000000000000000:${h(32)}`),
    asana2: () => same(`2/0000000000000000/0000000000000000:${h(32)}`),
    sentry: () => same(`sntrys_eyJ${f(B64, 100)}_${f(B64, 43)}`),
    sntryu: () => same(`sntryu_${h(64)}`),
    nr: () => same(`NRAK-${pick(U, 27)}`),
    dd: () => {
      const s = h(32)
      return [`DD_API_KEY=${s}`, s]
    },
    ddapp: () => {
      const s = h(40)
      return [`DD_APP_KEY: ${s}`, s]
    },
    glsa: () => same(`glsa_${f(B62, 32)}_${h(8)}`),
    glc: () => same(`glc_eyJ${f(B64, 80)}=`),
    pulumi: () => same(`pul-${h(40)}`),
    buildkite: () => same(`bkua_${h(40)}`),
    circle: () => {
      const s = h(40)
      return [`CIRCLE_TOKEN=${s}`, s]
    },
    ts: () => same(`tskey-auth-${f(B62, 12)}-${f(B62, 32)}`),
    age: () => same(`AGE-SECRET-KEY-1${pick("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58)}`),
    jwt: () => same(`eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJmYWtlIn0.${f(W, 43)}`),
    bearer: () => {
      const s = f(W, 40)
      return [`Authorization: Bearer ${s}`, s]
    },
    bearer2: () => {
      const s = h(40)
      return [`curl -H 'Authorization: Bearer ${s}' https://x.invalid`, s]
    },
    tokenhdr: () => {
      const s = h(40)
      return [`Authorization: token ${s}`, s]
    },
    xapikey: () => {
      const s = f(B62, 32)
      return [`X-Api-Key: ${s}`, s]
    },
    privtok: () => {
      const s = f(B62, 20)
      return [`PRIVATE-TOKEN: ${s}`, s]
    },
    cookie: () => {
      const s = f(B62, 40)
      return [`Cookie: session=${s}; theme=dark`, s]
    },
    setcookie: () => {
      const s = f(B62, 40)
      return [`Set-Cookie: sid=${s}; HttpOnly; Path=/`, s]
    },
    pemrsa: () =>
      same(
        "-----BEGIN RSA PRIVATE KEY-----\n" +
          Array.from({ length: 12 }, () => f(B64, 64)).join("\n") +
          "\n-----END RSA PRIVATE KEY-----"
      ),
    pempk8: () => {
      const s =
        "-----BEGIN PRIVATE KEY-----\\n" +
        Array.from({ length: 6 }, () => f(B64, 64)).join("\\n") +
        "\\n-----END PRIVATE KEY-----\\n"
      return [`{"private_key": "${s}"}`, s.slice(0, -2)]
    },
    pemssh: () =>
      same(
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjE" +
          f(B64, 45) +
          "\n" +
          f(B64, 70) +
          "\n-----END OPENSSH PRIVATE KEY-----"
      ),
    pemcut: () => same(`-----BEGIN RSA PRIVATE KEY-----\n${Array.from({ length: 5 }, () => f(B64, 64)).join("\n")}`),
    pemenc: () => same(`-----BEGIN ENCRYPTED PRIVATE KEY-----\n${f(B64, 64)}\n-----END ENCRYPTED PRIVATE KEY-----`),
    pemhdr: () =>
      same(
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,FA4E\n\n" +
          f(B64, 64) +
          "\n-----END RSA PRIVATE KEY-----"
      ),
    putty: () => {
      const k = [f(B64, 64), f(B64, 64), f(B64, 40)].join("\n")
      return [
        "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nComment: x\nPublic-Lines: 1\nAAAA\nPrivate-Lines: 3\n" +
          k +
          "\nPrivate-MAC: " +
          h(40),
        k
      ]
    },
    mongo: () => {
      const s = `FakePw${pick(B62, 12)}`
      return [`mongodb+srv://fakeuser:${s}@c.fake.invalid/db?retryWrites=true`, s]
    },
    redis: () => {
      const s = `FakePw${pick(B62, 12)}`
      return [`redis://:${s}@r.fake.invalid:6379/0`, s]
    },
    redis2: () => {
      const s = `FakePw${pick(B62, 12)}`
      return [`rediss://default:${s}@r.fake.invalid:6379`, s]
    },
    ftp: () => {
      const s = `FakePw${pick(B62, 12)}`
      return [`ftp://u:${s}@h.invalid/`, s]
    },
    jdbc: () => {
      const s = `FakePw${pick(B62, 12)}`
      return [`jdbc:postgresql://db.invalid/app?user=fake&password=${s}&ssl=true`, s]
    },
    smtp: () => {
      const s = `FakePw${pick(B62, 12)}`
      return [`smtps://u%40x.invalid:${s}@smtp.invalid:465`, s]
    },
    encpw: () => {
      const s = `FakePw%40${pick(B62, 12)}`
      return [`postgres://u:${s}@h.invalid/d`, s]
    },
    sentrydsn: () => {
      const s = h(32)
      return [`https://${s}@o0.ingest.sentry.io/0`, s]
    },
    proxy: () => {
      const s = `FakePw${pick(B62, 8)}`
      return [`HTTPS_PROXY=http://fakeuser:${s}@proxy.invalid:8080`, s]
    },
    netrc: () => {
      const s = `FakePw${pick(B62, 8)}`
      return [`machine api.fake.invalid login fakeuser password ${s}`, s]
    },
    netrc2: () => {
      const s = `FakePw${pick(B62, 8)}`
      return [`machine api.fake.invalid\n  login fakeuser\n  password ${s}\n`, s]
    },
    pgpass: () => {
      const s = `FakePw${pick(B62, 8)}`
      return [`db.fake.invalid:5432:app:fakeuser:${s}`, s]
    },
    mysqlp: () => {
      const s = `FakePw${pick(B62, 8)}`
      return [`mysql -h db.fake.invalid -u root -p${s} app`, s]
    },
    sshpass: () => {
      const s = `FakePw${pick(B62, 8)}`
      return [`sshpass -p ${s} ssh u@h.invalid`, s]
    },
    sshpassq: () => {
      const s = `FakePw${pick(B62, 8)}`
      return [`sshpass -p '${s}' ssh u@h.invalid`, s]
    },
    dockerauth: () => {
      const s = `${f(B64, 40)}==`
      return [`{"auths":{"https://index.docker.io/v1/":{"auth":"${s}"}}}`, s]
    },
    dockerlogin: () => {
      const s = `FakePw${pick(B62, 8)}`
      return [`docker login -u fake -p ${s} reg.invalid`, s]
    },
    kubetoken: () => {
      const s = f(W, 60)
      return [`    token: ${s}`, s]
    },
    k8s: () => {
      const s = `${f(B64, 24)}==`
      return [`data:\n  password: ${s}`, s]
    },
    k8senv: () => {
      const s = `FakePw${pick(B62, 8)}`
      return [`- name: DB_PASSWORD\n  value: ${s}`, s]
    },
    flagtok: () => {
      const s = f(B62, 30)
      return [`tool --token ${s} run`, s]
    },
    flagpw: () => {
      const s = `FakePw${pick(B62, 8)}`
      return [`tool --password=${s} run`, s]
    },
    flagpw2: () => {
      const s = `FakePw${pick(B62, 8)}`
      return [`wget --password ${s} x`, s]
    },
    querykey: () => {
      const s = f(B62, 32)
      return [`https://api.invalid/x?api_key=${s}`, s]
    },
    presign: () => {
      const s = h(64)
      return [`https://b.s3.amazonaws.com/k?X-Amz-Credential=x&X-Amz-Signature=${s}`, s]
    },
    sas2: () => {
      const s = `${f(B62, 30)}%2B${pick(B62, 8)}%3D`
      return [`sv=2024&sig=${s}`, s]
    },
    jsonpw: () => {
      const s = `Fake${pick(B62, 16)}`
      return [`{"password":"${s}"}`, s]
    },
    jsonpwesc: () => {
      const s = `Fake${pick(B62, 16)}`
      return [`"{\\"password\\":\\"${s}\\"}"`, s]
    },
    yamlpw: () => {
      const s = `Fake${pick(B62, 16)}`
      return [`password: ${s}`, s]
    },
    tomlpw: () => {
      const s = `Fake${pick(B62, 16)}`
      return [`password = "${s}"`, s]
    },
    pypw: () => {
      const s = `Fake${pick(B62, 16)}`
      return [`conn = connect(password='${s}')`, s]
    },
    jspw: () => {
      const s = f(B62, 32)
      return [`const apiKey: string = "${s}"`, s]
    },
    gopw: () => {
      const s = f(B62, 32)
      return [`apiKey := "${s}"`, s]
    },
    xmlpw: () => {
      const s = `Fake${pick(B62, 16)}`
      return [`<password>${s}</password>`, s]
    },
    xmladd: () => {
      const s = f(B62, 32)
      return [`<add key="ApiKey" value="${s}" />`, s]
    },
    setpw: () => {
      const s = `Fake${pick(B62, 16)}`
      return [`ds.setPassword("${s}")`, s]
    },
    subscr: () => {
      const s = `Fake${pick(B62, 16)}`
      return [`os.environ["DB_PASSWORD"] = "${s}"`, s]
    },
    dockerenv: () => {
      const s = f(B62, 20)
      return [`ENV API_TOKEN ${s}`, s]
    },
    exportv: () => {
      const s = f(B62, 20)
      return [`export STRIPE_KEY=${s}`, s]
    },
    sqlid: () => {
      const s = `Fake${pick(B62, 16)}`
      return [`CREATE USER 'x' IDENTIFIED BY '${s}'`, s]
    },
    rails: () => {
      const s = h(128)
      return [`secret_key_base: ${s}`, s]
    },
    django: () => {
      const s = `django-insecure-${pick(`${L}!@#$%^&*(-_=+)`, 40)}`
      return [`SECRET_KEY = '${s}'`, s]
    },
    jwtsecret: () => {
      const s = f(B62, 32)
      return [`JWT_SECRET=${s}`, s]
    },
    ansible: () => {
      const s = `Fake${pick(B62, 14)}`
      return [`ansible_ssh_pass=${s}`, s]
    },
    ansible2: () => {
      const s = `Fake${pick(B62, 14)}`
      return [`ansible_become_password: ${s}`, s]
    },
    tf: () => {
      const s = `Fake${pick(B62, 14)}`
      return [`db_password = "${s}"`, s]
    },
    psk: () => {
      const s = `${f(B64, 43)}=`
      return [`PresharedKey = ${s}`, s]
    },
    wifi: () => {
      const s = `Fake${pick(B62, 14)}`
      return [`psk="${s}"`, s]
    },
    mnemonic: () => {
      const s = "legal winner fake thank year wave sausage worth useful legal winner yellow"
      return [`MNEMONIC="${s}"`, s]
    },
    eth: () => {
      const s = `0x${h(64)}`
      return [`PRIVATE_KEY=${s}`, s]
    },
    snowflake: () => {
      const s = `Fake${pick(B62, 14)}`
      return [`snowflake://u:${s}@acc/db`, s]
    },
    htauth: () => {
      const s = `Fake${pick(B62, 14)}`
      return [`http -a fakeuser:${s} https://x.invalid`, s]
    },
    curluser: () => {
      const s = `Fake${pick(B62, 14)}`
      return [`curl --user "fakeuser:${s}" https://x.invalid`, s]
    },
    teams: () =>
      same(`https://fake.webhook.office.com/webhookb2/${uuid()}@${uuid()}/IncomingWebhook/${h(32)}/${uuid()}`),
    okta: () => {
      const s = `00${f(W, 40)}`
      return [`Authorization: SSWS ${s}`, s]
    },
    algolia: () => {
      const s = h(32)
      return [`ALGOLIA_ADMIN_KEY=${s}`, s]
    },
    gcpsa: () => {
      const s = h(40)
      return [`"private_key_id": "${s}"`, s]
    },
    fcm: () => same(`AAAA${f(W, 7)}:APA91b${f(W, 134)}`),
    fb: () => same(`EAACEdEose0cBA${f(B62, 100)}`),
    twitter: () => same(`AAAAAAAAAAAAAAAAAAAAAF${f(B62, 30)}%3D${f(B62, 40)}`),
    dsn: () => {
      const s = `Fake${pick(B62, 14)}`
      return [`DATABASE_URL="mysql2://u:${s}@h/d"`, s]
    },
    otp: () => {
      const s = pick("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 32)
      return [`otpauth://totp/x:y?secret=${s}&issuer=x`, s]
    },
    prose: () => {
      const s = `Fake${pick(B62, 14)}7`
      return [`The password is ${s}`, s]
    },
    symb: () => {
      const s = `Fk9!x#${pick(B62, 4)}$p@Q&${pick(B62, 4)}`
      return [`DB_PASSWORD='${s}'`, s]
    },
    envsym: () => {
      const s = `Fk9!x#${pick(B62, 4)}p@Q&${pick(B62, 4)}`
      return [`DB_PASSWORD=${s}`, s]
    },
    ionic: () => {
      const s = f(B62, 40)
      return [`client-secret: ${s}`, s]
    },
    htpw: () => {
      const s = `Fake${pick(B62, 10)}`
      return [`mysql://root:${s}@localhost:3306/x`, s]
    },
    together: () => same(`tgp_v1_${f(W, 43)}`),
    brave: () => same(`BSA${f(W, 28)}`),
    wandb: () => same(`wandb_v1_${f(B62, 70)}`),
    cursor: () => same(`key_${h(64)}`),
    isat: () => same(`isat_${f(B62, 60)}`),
    infisical: () => same(`st.${h(24)}.${h(32)}.${h(32)}`),
    stsout: () => {
      const s = f(B64, 40)
      return [`{"Credentials": {"SecretAccessKey": "${s}"}}`, s]
    },
    b64json: () => {
      const s = `ghp_${f(B62, 36)}`
      return [btoa(`{"token":"${s}"}`), s]
    }
  }
}
