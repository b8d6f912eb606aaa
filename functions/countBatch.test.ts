import { expect, test } from "vitest";
import { batchOf, logRow, pointRow } from "../test/support/telemetry.ts";
import { countBatch } from "./countBatch.ts";
import { selfMetrics } from "./selfTelemetry/selfMetrics.ts";

test("rows and changes are counted once for a batch, however often it comes", async () => {
	const metrics = selfMetrics("test");
	const batch = batchOf({ logs: [logRow(), logRow()], points: [pointRow()] });
	batch.changed.attribute_cut = 5;
	batch.rejected.count = 2;
	countBatch(metrics, "logs", batch, "written");
	countBatch(metrics, "logs", batch, "duplicate");
	const counted = (await metrics.prometheusText()).split("\n").filter((line) => line.startsWith("vagus_"));
	expect(counted).toEqual([
		expect.stringMatching(/^vagus_ingest_rows_total\{.*signal="logs".*\} 3$/),
		expect.stringMatching(/^vagus_ingest_rejected_total\{.*signal="logs".*\} 2$/),
		expect.stringMatching(/^vagus_ingest_changes_total\{.*reason="attribute_cut".*\} 5$/),
		expect.stringMatching(/^vagus_ingest_duplicates_total\{.*signal="logs".*\} 1$/),
	]);
});
