import { describe, expect, it } from "vitest";
import { batchOf, logRow, pointRow, seriesRow, spanRow } from "../test/support/telemetry.ts";
import { boundTimes } from "./boundTimes.ts";

const receivedAt = new Date("2026-05-01T10:00:00.250Z");
const NOW = "2026-05-01T10:00:00.250000Z";
const AHEAD = "2026-05-02T10:00:00.250001Z";
const LATEST = "2026-05-02T10:00:00.250000Z";

describe("a record's time", () => {
	it("is left as it is within a day ahead, to the microsecond", () => {
		const batch = batchOf({
			logs: [logRow({ timestamp: LATEST }), logRow({ timestamp: NOW })],
			spans: [spanRow({ timestamp: LATEST }), spanRow({ timestamp: "2026-04-01T10:00:00.250000Z" })],
			points: [pointRow({ timestamp: LATEST }), pointRow({ timestamp: "2026-04-01T10:00:00.250000Z" })],
		});
		const before = structuredClone(batch);
		expect(boundTimes(batch, receivedAt)).toEqual(before);
	});

	it("of a log that no clock can have told is that of its reception, with the time that was sent", () => {
		const logs = [
			logRow({ timestamp: AHEAD, context: '{"a":1}' }),
			logRow({ timestamp: "1999-12-31T23:59:59.999999Z" }),
			logRow({ timestamp: "2554-07-21T23:34:33.709551Z", observedTimestamp: "2026-05-01T09:59:58.000000Z" }),
			logRow({ timestamp: "1970-01-01T00:00:00.000001Z", observedTimestamp: "1970-01-01T00:00:00.000001Z" }),
		];
		const batch = boundTimes(batchOf({ logs }), receivedAt);
		expect(batch.logs.map(({ timestamp, context }) => [timestamp, JSON.parse(context)])).toEqual([
			[NOW, { a: 1, "vagus.sent_time": AHEAD }],
			[NOW, { "vagus.sent_time": "1999-12-31T23:59:59.999999Z" }],
			["2026-05-01T09:59:58.000000Z", { "vagus.sent_time": "2554-07-21T23:34:33.709551Z" }],
			[NOW, { "vagus.sent_time": "1970-01-01T00:00:00.000001Z" }],
		]);
		expect([batch.changed.time_corrected, batch.rejected]).toEqual([4, { count: 0, reason: null }]);
	});

	it("of a span or a point makes what it is: beyond the bounds they are refused, with what they alone refer to", () => {
		const [kept, refused] = [seriesRow(), seriesRow({ metricName: "ahead" })];
		const batch = boundTimes(
			batchOf({
				spans: [
					spanRow({ timestamp: AHEAD, templateId: "1", statusMessage: "refused" }),
					spanRow({ timestamp: "1970-01-01T00:00:00.000001Z" }),
					spanRow({ timestamp: NOW, templateId: "2", statusMessage: "kept" }),
				],
				series: [kept, refused],
				points: [
					pointRow({ timestamp: NOW, seriesId: kept.seriesId }),
					pointRow({ timestamp: AHEAD, seriesId: refused.seriesId }),
					pointRow({ timestamp: "1999-12-31T23:59:59.999999Z", seriesId: refused.seriesId }),
				],
			}),
			receivedAt,
		);
		expect([batch.spans, batch.points].map((rows) => rows.map(({ timestamp }) => timestamp))).toEqual([[NOW], [NOW]]);
		expect([...batch.series.keys(), ...batch.contents.keys()]).toEqual([kept.seriesId, "2"]);
		expect(batch.rejected).toEqual({
			count: 4,
			reason: "a span's time 2026-05-02T10:00:00.250001Z is more than 1 day ahead of the server's clock",
		});
	});

	it("that is only old is taken: a backfill is somebody's to make", () => {
		const timestamp = "2018-12-13T14:51:00.300000Z";
		const series = seriesRow();
		const batch = batchOf({
			logs: [logRow({ timestamp })],
			spans: [spanRow({ timestamp })],
			series: [series],
			points: [pointRow({ timestamp, seriesId: series.seriesId })],
		});
		const before = structuredClone(batch);
		expect(boundTimes(batch, receivedAt)).toEqual(before);
	});
});
