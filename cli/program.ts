import { Command } from "commander";
import { VERSION } from "../functions/version.ts";
import { doctor } from "./doctor.ts";
import { investigate } from "./investigate.ts";
import { keys } from "./keys.ts";
import { maintain } from "./maintain.ts";
import { migrate } from "./migrate.ts";
import { report } from "./report.ts";
import { search } from "./search.ts";
import { start } from "./start.ts";
import { asTyped } from "./support/asTyped.ts";
import { template } from "./template.ts";

/** The whole command line. */
export const program = new Command("vagus")
	.description("Observability that people and agents can ask.")
	.version(VERSION)
	.showHelpAfterError("(--help shows what can be asked)")
	.configureHelp({ showGlobalOptions: true })
	.configureOutput({
		writeOut: (text) => process.stdout.write(asTyped(text)),
		writeErr: (text) => process.stderr.write(asTyped(text)),
	});

for (const command of [start, migrate, maintain, report, search, investigate, template, keys, doctor]) {
	for (const each of [command, ...command.commands]) each.copyInheritedSettings(program);
	program.addCommand(command);
}
