import { expect, test } from "vitest";
import { environmentDifferences, type RunEnvironment } from "./environmentDifferences.ts";

const run = (given: Partial<RunEnvironment>): RunEnvironment => ({
	nodeVersion: "24.1.0",
	packageManager: "npm@11.0.0",
	lockfileHash: "aa",
	branch: "main",
	commitSha: "9fceb02d0ae598e95dc9",
	metadata: { os: "linux", arch: "x64", dirty: true },
	...given,
});

test("tells what is known of both and differs", () => {
	expect(environmentDifferences(run({}), run({ metadata: { os: "linux", arch: "x64" } }))).toEqual([]);
	const other = run({ nodeVersion: "20.1.0", branch: "fix", lockfileHash: "bb", metadata: { os: "darwin", arch: 7 } });
	expect(environmentDifferences(run({}), other)).toEqual([
		{ name: "Node", ci: "24.1.0", local: "20.1.0" },
		{ name: "lockfile", ci: "aa", local: "bb" },
		{ name: "operating system", ci: "linux", local: "darwin" },
		{ name: "branch", ci: "main", local: "fix" },
	]);
	expect(environmentDifferences(run({ nodeVersion: null }), run({ nodeVersion: "20.1.0" }))).toEqual([]);
});

test("tells where CI tested a merge instead of the commit", () => {
	const merge = run({ metadata: { checkoutSha: "aaaaaaaaaaaaaaaaaaaa" } });
	expect(environmentDifferences(merge, run({}))).toEqual([
		{ name: "checked out commit", ci: "aaaaaaaaaa", local: "9fceb02d0a" },
	]);
});
