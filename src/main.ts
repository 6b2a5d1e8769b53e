import { Effect } from "effect"
import { cli } from "./commands/cli.ts"
import { appFor, Computer } from "./layers/app.ts"
import { commandLine } from "./layers/commandLine.ts"
import { version } from "./layers/node.ts"
import { main } from "./layers/process.ts"

main(cli(version, appFor).pipe(Effect.provide([commandLine, Computer])))
