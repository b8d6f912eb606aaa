import type { TestRunRows } from "../../core/records/testRun.ts";
import type { Database } from "../database.ts";
import { insertContents, upsertActivity } from "./contents.ts";
import { markLate } from "./markLate.ts";
import {
	insertCoverage,
	insertLintFailures,
	insertTestFailures,
	insertTestResults,
	insertTestRun,
} from "./testRuns.ts";
import { writeRows } from "./writeRows.ts";

/**
 * Writes a test run with all that belongs to it in one transaction. A run whose id is known is left as it is; one that
 * is being written at the same time is waited for. Returns whether rows were written now.
 */
export async function writeCiRun(db: Database, rows: TestRunRows): Promise<"written" | "duplicate"> {
	return db.transaction(async (tx) => {
		const claimed = await writeRows(tx, insertTestRun, [rows.run]);
		if (claimed.length === 0) return "duplicate";
		await writeRows(tx, insertContents, rows.contents.values());
		await writeRows(tx, insertTestResults, rows.results);
		await writeRows(tx, insertTestFailures, rows.failures);
		await writeRows(tx, insertLintFailures, rows.lint);
		await writeRows(tx, insertCoverage, rows.coverage);
		await writeRows(tx, upsertActivity, rows.activity);
		await markLate(tx, "test_runs", [rows.run]);
		return "written";
	});
}
