import { Command } from "commander";
import { chooseEmbedder } from "../functions/chooseEmbedder.ts";
import { runMaintenance } from "../functions/runMaintenance.ts";
import { printJson, printTable } from "./support/print.ts";
import { settings } from "./support/settings.ts";
import { callServer, withTarget } from "./support/target.ts";

export const maintain = new Command("maintain")
	.description("Embed what waits, refresh rollups, drop what is past its retention. Run it every few minutes.")
	.option("--json", "print the result as JSON")
	.addHelpText(
		"after",
		`
Examples:
  vagus maintain
  DATABASE_URL=postgres://user:password@host:5432/database vagus maintain --json`,
	)
	.action((options: { json?: boolean }) => {
		const environment = settings();
		return withTarget(environment, async (target) => {
			const report = (
				target.kind === "server"
					? await callServer(target, "POST", "/api/maintain")
					: await runMaintenance(target.db, chooseEmbedder(environment), new Date())
			) as Awaited<ReturnType<typeof runMaintenance>>;
			if (options.json) return printJson(report);
			const { drained, tasks } = report;
			printTable(
				["task", "rows", "bytes"],
				[
					["embedded", String(drained.embedded), ""],
					...tasks.map((task) => [task.name, String(task.rows), String(task.bytes)]),
				],
			);
		});
	});
