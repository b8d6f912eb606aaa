import { expect, test } from "vitest";
import { flakinessOf, type PastOutcome } from "./flakinessOf.ts";

let commits = 0;
const outcome = (given: Partial<PastOutcome>): PastOutcome => ({
	status: "passed",
	retries: 0,
	commitSha: `commit ${commits++}`,
	environment: "24",
	outage: false,
	...given,
});
/** Runs of a commit each, newest first: "f" failed, "o" failed in an outage. */
const history = (letters: string) =>
	[...letters].map((letter) => outcome({ status: letter === "." ? "passed" : "failed", outage: letter === "o" }));
const now = outcome({ status: "failed", commitSha: "this" });

test("both outcomes on one commit in one environment are proof", () => {
	const again = outcome({ commitSha: "this" });
	expect(flakinessOf([now], [again, ...history("....")])).toEqual({
		verdict: "flaky",
		reason: "passed and failed on one commit without a change; failed in 0 of the last 5 other CI runs",
		runs: 5,
		failed: 0,
		outages: 0,
	});
	const twice = ["failed", "passed"] as const;
	const other = twice.map((status) => outcome({ commitSha: "other", status }));
	expect(flakinessOf([now], other).verdict).toBe("flaky");
});

test("in two environments, or by a failure with all others, they are none", () => {
	const elsewhere = outcome({ commitSha: "this", environment: "20" });
	expect(flakinessOf([now], [elsewhere, ...history("....")]).verdict).toBe("not_flaky");
	const inOutage = { ...now, outage: true };
	expect(flakinessOf([inOutage], [outcome({ commitSha: "this" }), ...history("....")]).verdict).toBe("not_flaky");
});

test("of commits that are no longer known nothing is concluded", () => {
	const forgotten = (["failed", "passed", "passed", "passed", "passed"] as const).map((status) =>
		outcome({ status, commitSha: null }),
	);
	expect(flakinessOf([now], forgotten).verdict).toBe("unknown");
});

test("a pass by a retry is proof", () => {
	expect(flakinessOf([now], [outcome({ retries: 2 })])).toMatchObject({
		verdict: "flaky",
		reason: "passed only by a retry in 1 CI run; failed in 0 of the last 1 other CI run",
	});
});

test.each([
	[".f..f..f............", "probably_flaky", "failed in 3 of the last 20 other CI runs, at 3 separate times"],
	["....................", "not_flaky", "passed in all of the last 20 other CI runs"],
	["fff..........", "not_flaky", "failed in the last 3 other CI runs in a row: broken rather than flaky"],
	["..fff....", "unknown", "failed in 3 of the last 9 other CI runs, in a row"],
	["f.........", "unknown", "failed in 1 of the last 10 other CI runs"],
	["f.f.", "unknown", "only 4 other CI runs are known, 2 of them failed"],
	["", "unknown", "no other CI run is known"],
	[
		".o..o..o..",
		"not_flaky",
		"passed in all of the last 7 other CI runs; 3 failures together with many other tests left out",
	],
])("%j is %s", (letters, verdict, reason) => {
	expect(flakinessOf([now], history(letters))).toMatchObject({ verdict, reason });
});
