import type { SentCiReport } from "../../../core/report/ciReport.ts";

/** A report in a few words: `12 tests (1 failed, 2 skipped), 3 errors of lint`. */
export function summaryOf({ tests = [], lint = [], coverage = [] }: SentCiReport): string {
	const parts = [
		tests.length > 0 && `${counted(tests.length, "test")}${outcomesOf(tests)}`,
		lint.length > 0 && lintOf(lint),
		coverage.length > 0 && `coverage of ${counted(coverage.length, "module")}`,
	].filter(Boolean);
	return parts.join(", ") || "a run without tests or findings";
}

function outcomesOf(tests: NonNullable<SentCiReport["tests"]>): string {
	const failed = tests.filter(({ status }) => status === "failed").length;
	const skipped = tests.filter(({ status }) => status === "skipped" || status === "todo").length;
	const told = [failed > 0 && `${failed} failed`, skipped > 0 && `${skipped} skipped`].filter(Boolean);
	return told.length > 0 ? ` (${told.join(", ")})` : "";
}

function lintOf(lint: NonNullable<SentCiReport["lint"]>): string {
	const errors = lint.filter(({ severity }) => severity === "error").length;
	const warnings = lint.length - errors;
	return [errors > 0 && `${counted(errors, "error")} of lint`, warnings > 0 && counted(warnings, "warning")]
		.filter(Boolean)
		.join(", ");
}

const counted = (count: number, noun: string) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
