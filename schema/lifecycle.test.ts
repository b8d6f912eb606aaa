import { expect, test } from "vitest";
import { timeLimits } from "../core/limits.ts";
import { lifecycles } from "./lifecycle.ts";
import { rollups } from "./rollups.ts";

const daysOf = (table: string) => lifecycles.find((life) => life.table === table)?.keepDays ?? 0;

test.each([
	["logs", "application_logs"],
	["spans", "trace_spans"],
	["points", "metric_points"],
] as const)("%s are taken for as long as rows of %s, or sums of them, are kept", (what, table) => {
	const sums = rollups.filter(({ source }) => source === table).map(({ rollup }) => daysOf(rollup));
	expect(timeLimits.keptDays[what]).toEqual({ rows: daysOf(table), sums: Math.max(daysOf(table), ...sums) });
});
