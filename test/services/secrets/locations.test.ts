import { describe, expect, it } from "vitest"
import { secretsOf } from "../../../src/services/secrets/dotenv.ts"

describe("variables that say where something is", () => {
  it.each([
    ["PWD", "/tmp/coderx-shell-cHWh4e/project"],
    ["HOME", "/tmp/coderx-shell-70e0Jx/home"],
    ["TMPDIR", "/var/folders/8x/c6K1xq9d3Zb7wT0n0000gn/T/"],
    ["SSH_AUTH_SOCK", "/private/tmp/com.apple.launchd.Xq3fR8Zk2P/Listeners"],
    ["npm_config_prefix", "/opt/x9/aB3dE5fG7h/lib"],
    ["XDG_RUNTIME_DIR", "C:\\Users\\me\\AppData\\Local\\Temp\\aB3dE5fG7hJ9"]
  ])("%s is no secret, whatever its folders are called", (name, value) => {
    expect(secretsOf([[name, value]])).toEqual([])
  })

  it.each([
    ["DEPLOY_PATH", "aB3dE5fG7hJ9kL1mN3pQ5"],
    ["API_TOKEN", "/aB3dE5fG7hJ9kL1mN3pQ5"],
    ["OTHER", "/aB3dE5fG7h/J9kL1mN3pQ5"]
  ])("%s is one where the value is no path, or the name says so", (name, value) => {
    expect(secretsOf([[name, value]]).map((one) => one.value)).toEqual([value])
  })
})
