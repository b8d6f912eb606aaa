#!/usr/bin/env node
import { Command } from "commander";
import { VERSION } from "../functions/version.ts";
import { doctor } from "./doctor.ts";
import { keys } from "./keys.ts";
import { maintain } from "./maintain.ts";
import { migrate } from "./migrate.ts";
import { report } from "./report.ts";
import { search } from "./search.ts";
import { start } from "./start.ts";
import { isForUser } from "./support/userError.ts";
import { template } from "./template.ts";

const program = new Command("vagus")
	.description("Observability that people and agents can ask.")
	.version(VERSION)
	.showHelpAfterError("(--help shows what can be asked)")
	.configureHelp({ showGlobalOptions: true });

for (const command of [start, migrate, maintain, report, search, template, keys, doctor]) {
	program.addCommand(command.copyInheritedSettings(program));
}

// What reads the output may have enough of it: `vagus search … | head -1`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
	if (error.code !== "EPIPE") throw error;
	process.exit(0);
});

if (process.argv.length <= 2) program.help();
try {
	await program.parseAsync();
} catch (error) {
	if (!isForUser(error)) throw error;
	console.error(`vagus: ${error.message}`);
	process.exitCode = 1;
}
