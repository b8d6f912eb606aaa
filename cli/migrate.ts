import { Command } from "commander";
import { asTyped } from "./support/asTyped.ts";
import { migrateDatabase } from "./support/migrateDatabase.ts";
import { openDatabase } from "./support/openDatabase.ts";
import { printJson } from "./support/print.ts";
import { settings } from "./support/settings.ts";

export const migrate = new Command("migrate")
	.description("Bring the database to this version's schema. Safe to run twice, and by two at once.")
	.option("--json", "print the result as JSON")
	.addHelpText(
		"after",
		`
\`vagus start\` does it by itself: this is for a database that Workers or Lambda serve from.

Examples:
  vagus migrate
  DATABASE_URL=postgres://user:password@host:5432/database vagus migrate`,
	)
	.action(async (options: { json?: boolean }) => {
		const { db, describe, close } = await openDatabase(settings());
		try {
			const report = await migrateDatabase(db);
			if (options.json) return printJson({ database: describe, ...report });
			const found = Object.entries(report.versions).map(([name, version]) => `${name} ${version}`);
			console.log(`${describe}: ${found.join(", ")}`);
			console.log(asTyped(TIERS[report.tier]));
			for (const hint of report.hints) console.log(asTyped(hint));
			console.log(
				report.applied.length > 0
					? `Applied ${report.applied.join(", ")}. The schema is now at version ${report.version}.`
					: `Nothing to apply: the schema is at version ${report.version}. Functions and views were refreshed.`,
			);
		} finally {
			await close();
		}
	});

const TIERS = {
	none: "No TimescaleDB: ordinary tables; `vagus maintain` does retention and rollups.",
	apache: "TimescaleDB, Apache edition: hypertables; `vagus maintain` does retention and rollups.",
	community: "TimescaleDB, Community edition: hypertables, compression and retention by the database.",
};
