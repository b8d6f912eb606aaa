import { expect, test } from "vitest";
import { batchOf, logRow, pointRow, seriesRow, spanRow } from "../../test/support/telemetry.ts";
import { emptyBatch } from "./batch.ts";
import { mergeBatches } from "./mergeBatches.ts";

test("rows stand one after another, and what they share stands once", () => {
	const series = seriesRow();
	const first = batchOf({ logs: [logRow({ message: "one" })], series: [series], points: [pointRow()] });
	const second = batchOf({ logs: [logRow({ message: "two" })], series: [series], spans: [spanRow()] });
	const merged = mergeBatches([first, second]);
	expect(merged.logs.map(({ message }) => message)).toEqual(["one", "two"]);
	expect([...merged.contents.keys()]).toEqual([...first.contents.keys(), ...second.contents.keys()]);
	expect([merged.series.size, merged.points.length, merged.spans.length]).toEqual([1, 1, 1]);
});

test("what was refused is summed, with the first reason, and one untimed batch makes the whole untimed", () => {
	const [whole, refusing, untimed] = [emptyBatch(), emptyBatch(), emptyBatch()];
	refusing.rejected = { count: 2, reason: "no name" };
	untimed.rejected = { count: 1, reason: "no value" };
	untimed.timed = false;
	expect(mergeBatches([whole, refusing])).toMatchObject({ rejected: { count: 2, reason: "no name" }, timed: true });
	expect(mergeBatches([whole, refusing, untimed])).toMatchObject({
		rejected: { count: 3, reason: "no name" },
		timed: false,
	});
});

test("what was changed is summed", () => {
	const [first, second] = [emptyBatch(), emptyBatch()];
	first.changed.attribute_cut = 2;
	second.changed = { ...second.changed, attribute_cut: 3, attribute_dropped: 1 };
	expect(mergeBatches([first, second]).changed).toMatchObject({ attribute_cut: 5, attribute_dropped: 1 });
});

test("nothing is an empty batch", () => {
	expect(mergeBatches([])).toEqual(emptyBatch());
});
