import { expect, test } from "vitest";
import { resultRows } from "./resultRows.ts";

test("rows have the same columns, ids named in the query first", () => {
	const rows = resultRows({
		exact: [
			{
				type: "run",
				id: "run-1",
				spans: 0,
				logs: 0,
				runs: 1,
				services: ["acme/shop"],
				failedTests: 2,
				firstSeen: "2026-03-10T12:25:00.000000Z",
				lastSeen: "2026-03-10T12:25:01.000000Z",
			},
		],
		hits: [
			{
				contentId: "7",
				kind: "log",
				template: "Cart <num> not found",
				count: 3,
				firstSeen: "2026-03-09T00:00:00.000000Z",
				lastSeen: "2026-03-10T00:00:00.000000Z",
				isNew: true,
				services: ["shop", "cart"],
				environments: ["production"],
				levels: ["error"],
				trend: [3],
				score: 1,
				matchedBy: ["words"],
				sample: null,
			},
		],
	});
	expect(rows.map((row) => row.join("|"))).toEqual([
		"run||1|2026-03-10T12:25:00.000000Z|2026-03-10T12:25:01.000000Z|acme/shop|run-1|||run-1|",
		"log|error|3|2026-03-09T00:00:00.000000Z|2026-03-10T00:00:00.000000Z|shop,cart|Cart <num> not found||||7",
	]);
});
