import { describe, expect, test } from "vitest";
import { combineParts, type PartOfFile } from "./combineParts.ts";

const part = (given: Partial<PartOfFile>): PartOfFile => ({ option: "junit", modifiedAt: at("12:00"), ...given });
const at = (time: string) => Date.parse(`2026-03-10T${time}:00Z`);
const TESTS = { tests: [{ file: "a.test.ts", name: "adds", status: "passed" as const }] };

describe("the duration of a run", () => {
	test("goes from the first start to the last end, where files say when they started", () => {
		const parts = [
			part({ ...TESTS, startedAt: at("10:00"), durationMs: 60_000 }),
			part({ ...TESTS, startedAt: at("10:01"), durationMs: 30_000 }),
		];
		expect(combineParts(parts)).toMatchObject({ timestamp: "2026-03-10T10:00:00.000Z", durationMs: 90_000 });
	});

	test("is the sum of what files last that do not, however far apart they were written", () => {
		const parts = [
			part({ ...TESTS, durationMs: 2000, modifiedAt: at("09:00") }),
			part({ ...TESTS, durationMs: 500, modifiedAt: at("17:00") }),
		];
		expect(combineParts(parts)).toMatchObject({ timestamp: "2026-03-10T08:59:58.000Z", durationMs: 2500 });
	});

	test("is that of both, and the run began when the first file says that it did", () => {
		const parts = [
			part({ ...TESTS, startedAt: at("10:00"), durationMs: 60_000 }),
			part({ ...TESTS, durationMs: 500, modifiedAt: at("08:00") }),
		];
		expect(combineParts(parts)).toMatchObject({ timestamp: "2026-03-10T10:00:00.000Z", durationMs: 60_500 });
	});

	test("is none where nothing lasts", () => {
		const parts = [part({ lint: [], modifiedAt: at("09:00") }), part({ lint: [], modifiedAt: at("17:00") })];
		expect(combineParts(parts)).toMatchObject({ timestamp: "2026-03-10T09:00:00.000Z", durationMs: 0 });
	});
});
