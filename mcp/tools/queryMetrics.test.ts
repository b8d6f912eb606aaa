import { afterAll, beforeAll, expect, test } from "vitest";
import { contentId } from "../../core/contentId.ts";
import type { Database } from "../../schema/database.ts";
import { writeTelemetry } from "../../schema/write/writeTelemetry.ts";
import { callTool } from "../../test/support/callTool.ts";
import { openTestPglite } from "../../test/support/databases.ts";
import { readCsv } from "../../test/support/readCsv.ts";
import { ago } from "../../test/support/seed.ts";
import { batchOf, pointRow, seriesRow } from "../../test/support/telemetry.ts";
import { estimateTokens } from "../estimateTokens.ts";
import { queryMetrics } from "./queryMetrics.ts";

const MANY = 45;

let db: Database;
const ask = (args: object) =>
	callTool<{ groups?: string; metrics?: string; total: number; truncated: boolean; cursor: string | null }>(
		queryMetrics,
		db,
		args,
	);

beforeAll(async () => {
	db = await openTestPglite();
	const series = [
		...["mail", "pay"].map((queue) =>
			seriesRow({ seriesId: contentId("queue", queue), labels: JSON.stringify({ queue }) }),
		),
		...Array.from({ length: MANY }, (_, index) =>
			seriesRow({
				seriesId: contentId("noisy", String(index)),
				metricName: `noisy.${"x".repeat(80)}`,
				service: "noisy",
				labels: JSON.stringify({ route: `${index} ${'接続, "'.repeat(60)}` }),
			}),
		),
	];
	const points = series.flatMap(({ seriesId }, place) =>
		Array.from({ length: 60 }, (_, minute) =>
			pointRow({ seriesId, timestamp: ago(minute + 1), value: (place + 1) * 1.2345 + minute / 7 }),
		),
	);
	await writeTelemetry(db, batchOf({ series, points }), null);
});
afterAll(() => db.close());

test("lists what there is, then shows one over time by a label", async () => {
	const list = await ask({ service: "shop" });
	expect(list.said).toMatchInlineSnapshot(`
		"1 metric. Next: query_metrics metric="queue.length" service="shop".

		from: 2026-03-10T11:30:00Z
		to: 2026-03-10T12:30:00Z
		total: 1
		truncated: no

		metrics:
		metric,type,unit,series,services,labels
		queue.length,gauge,1,2,shop,queue"
	`);
	const shown = await ask({ metric: "queue.length", groupBy: "queue", timeRange: "30m", step: "5m", service: "shop" });
	expect(shown.said).toMatchInlineSnapshot(`
		"avg of queue.length: at most 6.326, last 2.755 (pay). Next: service_health service="shop".

		metric: queue.length
		type: gauge
		unit: 1
		statistic: avg
		stepSeconds: 300
		from: 2026-03-10T12:00:00Z
		to: 2026-03-10T12:30:00Z
		total: 2
		truncated: no

		groups (largest first; points: one a step, oldest first, - where there was no sample; the figures are of these):
		group,series,avg,min,max,last,points
		queue=pay,1,4.54,2.755,6.326,2.755,6.326 5.612 4.898 4.183 3.469 2.755
		queue=mail,1,3.306,1.52,5.092,1.52,5.092 4.377 3.663 2.949 2.234 1.52"
	`);
});

test("teaches what would be right", async () => {
	await expect(ask({ metric: "queue.size" })).rejects.toThrow("Did you mean queue.length?");
	await expect(ask({ metrc: "queue.size" })).rejects.toThrow("Did you mean metric?");
});

test.each([1_500, 4_000, 20_000])("stays within %i tokens, and its pages have every group once", async (maxTokens) => {
	const seen: string[] = [];
	let cursor: string | null = null;
	do {
		const args = { metric: `noisy.${"x".repeat(80)}`, groupBy: "route", step: "1m", limit: 50, maxTokens };
		const { data, said } = await ask({ ...args, ...(cursor && { cursor }) });
		expect(estimateTokens(said)).toBeLessThanOrEqual(maxTokens);
		expect([data.total, data.truncated]).toEqual([MANY, data.cursor !== null]);
		seen.push(...readCsv(data.groups ?? "").map((row) => row.group ?? ""));
		cursor = data.cursor;
	} while (cursor);
	expect([seen.length, new Set(seen).size]).toEqual([MANY, MANY]);
});
