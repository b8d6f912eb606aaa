import { Command } from "commander";
import { chooseEmbedder } from "../functions/chooseEmbedder.ts";
import { type FullMaintenanceReport, runMaintenance } from "../functions/runMaintenance.ts";
import { maintenanceNotes } from "./maintain/maintenanceNotes.ts";
import { printJson, printTable } from "./support/print.ts";
import { progress } from "./support/progress.ts";
import { settings } from "./support/settings.ts";
import { callServer, type Target, withTarget } from "./support/target.ts";

export const maintain = new Command("maintain")
	.description(
		"Embed what waits, refresh rollups, drop what is past its retention. `vagus start` and the functions' schedules do so every few minutes.",
	)
	.option("--json", "print the result as JSON")
	.addHelpText(
		"after",
		`
Each step is small and is found done by the next run: it may be stopped at any time. In a pipe it prints a line for each
task, with tabs between: task, rows, bytes.

Examples:
  vagus maintain
  DATABASE_URL=postgres://user:password@host:5432/database vagus maintain --json`,
	)
	.action((options: { json?: boolean }) =>
		withTarget(settings(), async (target) => {
			const report = await maintainWithProgress(target);
			if (options.json) return printJson(report);
			const { drained, tasks } = report;
			printTable(
				["task", "rows", "bytes"],
				[
					["embedded", String(drained.embedded), ""],
					...tasks.map((task) => [task.name, String(task.rows), String(task.bytes)]),
				],
			);
			for (const note of maintenanceNotes(report)) console.error(note);
		}),
	);

async function maintainWithProgress(target: Target): Promise<FullMaintenanceReport> {
	const spinner = progress("Maintaining");
	try {
		// A server and its command are of one version.
		if (target.kind === "server") return (await callServer(target, "POST", "/api/maintain")) as FullMaintenanceReport;
		return await runMaintenance(target.db, chooseEmbedder(settings()), new Date(), {
			maxBytes: settings().VAGUS_MAX_DATABASE_SIZE,
			onProgress: (task, rows) => {
				spinner.text = `${task}: ${rows} rows`;
			},
		});
	} finally {
		spinner.stop();
	}
}
