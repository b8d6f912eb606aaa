import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newAnHourLimits } from "../../core/limits.ts";
import type { TelemetryBatch } from "../../core/records/batch.ts";
import { testDatabases } from "../../test/support/databases.ts";
import { batchOf, logRow, pointRow, seriesRow, spanRow } from "../../test/support/telemetry.ts";
import type { Database } from "../database.ts";
import { writeTelemetry } from "./writeTelemetry.ts";
import { writeTogether } from "./writeTogether.ts";

describe.each(testDatabases)("a service's new series and templates, over $name,", ({ open }) => {
	let db: Database;
	beforeEach(async () => {
		db = await open();
	});
	afterEach(() => db.close());

	const write = async (batch: TelemetryBatch) => {
		await writeTelemetry(db, batch, null);
		return batch;
	};
	const counts = () =>
		db.query(
			`SELECT kind, service, count::int, hour = date_trunc('hour', now(), 'UTC') AS "isNow"
			FROM new_by_hour ORDER BY kind, service`,
		);
	const fill = (kind: keyof typeof newAnHourLimits, hoursAgo = 0) =>
		db.query(
			`INSERT INTO new_by_hour VALUES (date_trunc('hour', now(), 'UTC') - make_interval(hours => $1), $2, 'shop', $3)`,
			[hoursAgo, kind, newAnHourLimits[kind]],
		);
	/** A series of a service with one point. */
	const measured = (metricName: string, service = "shop") => {
		const series = seriesRow({ metricName, service, seriesId: `${metricName.length}${service.length}` });
		return batchOf({ series: [series], points: [pointRow({ seriesId: series.seriesId, value: 1 })] });
	};

	test("are counted once, by the services that brought them; what is known counts for nobody", async () => {
		const failed = spanRow({ templateId: "17", statusMessage: "failed" });
		const both = batchOf({
			logs: [logRow({ message: "a" }), logRow({ message: "b" }), logRow({ message: "a" })],
			spans: [failed],
			series: [seriesRow()],
			points: [pointRow()],
		});
		await write(both);
		const counted = [
			{ kind: "series", service: "shop", count: 1, isNow: true },
			{ kind: "templates", service: "shop", count: 3, isNow: true },
		];
		expect(await counts()).toEqual(counted);
		await write(both);
		await write(batchOf({ logs: [logRow({ message: "a", service: "cart" })] }));
		expect(await counts()).toEqual(counted);
		await write(batchOf({ logs: [logRow({ message: "c", service: "cart" }), logRow({ message: "d" })] }));
		expect(await counts()).toEqual([
			counted[0],
			{ kind: "templates", service: "cart", count: 1, isNow: true },
			{ ...counted[1], count: 4 },
		]);
	});

	test("beyond the limit of templates share one for each level, and other services go on", async () => {
		await write(batchOf({ logs: [logRow({ message: "known" })] }));
		await db.query("DELETE FROM new_by_hour");
		await fill("templates");
		const batch = await write(
			batchOf({
				logs: [
					logRow({ message: "known" }),
					logRow({ message: "new 1", traceId: "0af7651916cd43dd8448eb211c80319c" }),
					logRow({ message: "new 2" }),
					logRow({ message: "new 3", level: "error" }),
					logRow({ message: "other", service: "cart" }),
				],
				spans: [spanRow({ templateId: "17", statusMessage: "failed" })],
			}),
		);
		const told = "one of too many different";
		const rows = await db.query(
			`SELECT message, content FROM application_logs JOIN observability_embeddings ON content_id = template_id
			UNION ALL SELECT operation_name, content FROM trace_spans JOIN observability_embeddings ON content_id = template_id
			ORDER BY message`,
		);
		expect(rows).toEqual([
			{ message: "GET /cart", content: `${told} spans of shop, level error` },
			{ message: "known", content: "known" },
			{ message: "known", content: "known" },
			{ message: "new 1", content: `${told} logs of shop, level info` },
			{ message: "new 2", content: `${told} logs of shop, level info` },
			{ message: "new 3", content: `${told} logs of shop, level error` },
			{ message: "other", content: "other" },
		]);
		expect(
			await db.query(
				`SELECT sum(count)::int AS count FROM template_activity JOIN observability_embeddings USING (content_id)
				WHERE content = $1`,
				[`${told} logs of shop, level info`],
			),
		).toEqual([{ count: 2 }]);
		expect([batch.changed.template_shared, batch.rejected]).toEqual([
			4,
			{
				count: 0,
				reason: `service "shop" has brought ${newAnHourLimits.templates} new templates in this hour: further messages are stored under one that they share`,
			},
		]);
	});

	test("beyond the limit of series are described in another hour, and their points are stored all the same", async () => {
		await fill("series");
		const [full, other] = [await write(measured("full")), await write(measured("other", "cart"))];
		const found = () => db.query("SELECT metric_name FROM metrics_samples ORDER BY metric_name");
		expect(await found()).toEqual([{ metric_name: "other" }]);
		expect([full.changed.series_undescribed, other.changed.series_undescribed]).toEqual([1, 0]);
		expect(full.rejected.reason).toMatch(/^service "shop" has brought \d+ new series in this hour: points/);
		await db.query("UPDATE new_by_hour SET hour = hour - interval '1 hour' WHERE service = 'shop'");
		const later = measured("full");
		later.points = later.points.map((point) => ({ ...point, timestamp: "2026-01-02T04:04:05.000000Z" }));
		await write(later);
		expect(await found()).toEqual([{ metric_name: "full" }, { metric_name: "full" }, { metric_name: "other" }]);
	});

	test("reach the limit with the batch that brings them, and not before", async () => {
		await fill("series", 1);
		await fill("templates", 1);
		const batch = await write(batchOf({ logs: [logRow()], series: [seriesRow()], points: [pointRow()] }));
		expect([batch.changed, batch.rejected.reason]).toMatchObject([{ template_shared: 0, series_undescribed: 0 }, null]);
	});

	test("are noted of each batch that was written in one transaction, and of none that was not", async () => {
		await fill("templates");
		const [first, second] = [
			batchOf({ logs: [logRow({ message: "x" })] }),
			batchOf({ logs: [logRow({ message: "y" })] }),
		];
		const identity = new Uint8Array(32);
		const batches = [
			{ batch: first, identity },
			{ batch: second, identity },
		];
		expect(await writeTogether(db, batches)).toEqual(["written", "duplicate"]);
		expect([first.changed.template_shared, second.changed.template_shared]).toEqual([1, 0]);
	});
});
