import { expect, test } from "vitest";
import { differenceOf, type Outcome } from "./differenceOf.ts";

const passed = (durationMs: number | null = 10): Outcome => ({ status: "passed", durationMs, templateId: null });
const failed = (templateId = "1"): Outcome => ({ status: "failed", durationMs: 10, templateId });
const skipped: Outcome = { status: "skipped", durationMs: null, templateId: null };

test.each([
	["passes in both", passed(), passed(), null],
	["is skipped in both", skipped, { ...skipped, status: "todo" }, null],
	["fails in CI", failed(), passed(), "fails_only_in_ci"],
	["fails in CI, is skipped locally", failed(), skipped, "fails_only_in_ci"],
	["fails in CI, where it is alone", failed(), null, "fails_only_in_ci"],
	["fails locally", passed(), failed(), "fails_only_locally"],
	["fails in both", failed("1"), failed("1"), "fails_in_both"],
	["fails by two errors", failed("1"), failed("2"), "fails_differently"],
	["ran in CI alone", passed(), null, "only_in_ci"],
	["ran locally alone", null, skipped, "only_locally"],
	["is skipped in CI", skipped, passed(), "skipped_in_ci"],
	["is skipped locally", passed(), skipped, "skipped_locally"],
	["is in neither", null, null, null],
] as const)("a test that %s", (_what, ci, local, difference) => {
	expect(differenceOf({ ci, local })).toBe(difference);
});

test("is much slower only where that is no chance, and beyond what all tests are slower by", () => {
	expect(differenceOf({ ci: passed(1000), local: passed(100) })).toBe("slower_in_ci");
	expect(differenceOf({ ci: passed(100), local: passed(1000) })).toBe("slower_locally");
	expect(differenceOf({ ci: passed(1000), local: passed(100) }, 5)).toBe(null);
	expect(differenceOf({ ci: passed(90), local: passed(10) })).toBe(null);
	expect(differenceOf({ ci: passed(1000), local: passed(500) })).toBe(null);
	expect(differenceOf({ ci: passed(null), local: passed(500) })).toBe(null);
});
