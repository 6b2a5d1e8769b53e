import { Command } from "effect/cli"
import { build } from "./build.ts"
import { coderx } from "./coderx.ts"
import { config } from "./config.ts"
import { demo } from "./demo.ts"
import { doctor } from "./doctor.ts"
import { init } from "./init.ts"
import { lint } from "./lint.ts"
import { map } from "./map.ts"
import { memory } from "./memory.ts"
import { model } from "./model.ts"
import { net } from "./net.ts"
import { permissions } from "./permissions.ts"
import { session } from "./session.ts"
import { test } from "./test.ts"
import { trust } from "./trust.ts"
import { usage } from "./usage.ts"

/** What a user can type. A new command is one file, one line here, and its name in `flags/grammar.ts`. */
export const tree = coderx.pipe(
  Command.withSubcommands([
    build,
    config,
    demo,
    doctor,
    init,
    lint,
    map,
    memory,
    model,
    net,
    permissions,
    session,
    test,
    trust,
    usage
  ])
)
