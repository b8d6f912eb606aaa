import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Database } from "../../schema/database.ts";
import { DatabaseUnavailable } from "../../schema/unavailable.ts";
import { openTestPglite } from "../../test/support/databases.ts";
import { logTaskError } from "./logError.ts";
import { selfTelemetry } from "./selfTelemetry.ts";

let db: Database;
beforeAll(async () => {
	db = await openTestPglite();
});
afterAll(() => db.close());

test("an error of work beside requests is a line for the operator, and a record with what began it", async () => {
	const stderr = vi.spyOn(console, "error").mockImplementation(() => {});
	const telemetry = selfTelemetry({ OTEL_SDK_DISABLED: false });
	logTaskError("drain", new DatabaseUnavailable(new RangeError("no socket left")), telemetry);
	logTaskError("drain", "no error at all", undefined);
	await telemetry?.flush(db, new Date());
	expect(stderr.mock.calls.map(([line]) => JSON.parse(String(line)))).toEqual([
		{ level: "error", message: "drain failed", error: expect.stringContaining("RangeError: no socket left\n    at ") },
		{ level: "error", message: "drain failed", error: expect.stringContaining("no error at all") },
	]);
	expect(await db.query("SELECT level, message, error_type, error_message, context FROM application_logs")).toEqual([
		{
			level: "error",
			message: "drain failed",
			error_type: "RangeError",
			error_message: "no socket left",
			context: expect.objectContaining({ "vagus.task": "drain" }),
		},
	]);
});
