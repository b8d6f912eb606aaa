import { expect, test } from "vitest";
import type { SentCiReport } from "../../../../core/report/ciReport.ts";
import { fitReport } from "./fitReport.ts";

const reportOf = (count: number, stack: string): SentCiReport => ({
	runId: "local-1",
	timestamp: "2026-03-10T12:00:00Z",
	repository: "acme/shop",
	branch: "main",
	commitSha: "abc",
	source: "local",
	tests: Array.from({ length: count }, (_, index) => ({
		file: "a.test.ts",
		name: `test ${index}`,
		status: "failed",
		failures: [{ message: "no", stack }],
	})),
});

test("a report that fits is sent as it is", () => {
	const report = reportOf(10, "x".repeat(100_000));
	expect(JSON.parse(fitReport(report))).toEqual(report);
});

test("of one that does not, texts are cut as far as they have to be, and no test is left out", () => {
	const body = fitReport(reportOf(2_000, "é".repeat(100_000)));
	expect(Buffer.byteLength(body)).toBeLessThan(32 * 1024 * 1024);
	const { tests } = JSON.parse(body) as Required<SentCiReport>;
	expect(tests).toHaveLength(2_000);
	expect(tests[0]?.failures?.[0]?.stack).toHaveLength(4 * 1024 + 1);
});
