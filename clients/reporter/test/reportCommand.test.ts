import { once } from "node:events";
import { existsSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { SentCiReport } from "../../../core/report/ciReport.ts";
import { appOf } from "../../../functions/appOf.ts";
import { ciRunRoutes } from "../../../functions/routes/ciRuns.ts";
import { openTestPglite } from "../../../test/support/databases.ts";
import { ADMIN_KEY, type TestApp, testApp } from "../../../test/support/testApp.ts";
import { recordingServer } from "./support/recordingServer.ts";
import { commitAll, type Finished, type ScratchProject, scratchProject } from "./support/scratchProject.ts";

let app: TestApp;
let server: ReturnType<typeof serve>;
let env: Record<string, string>;
let project: ScratchProject;
let commit: string;

beforeAll(async () => {
	app = testApp(await openTestPglite(), {}, appOf([ciRunRoutes]));
	server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
	await once(server, "listening");
	env = { VAGUS_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, VAGUS_API_KEY: ADMIN_KEY };

	project = scratchProject({
		".gitignore": "node_modules\n",
		"package.json": '{"packageManager": "pnpm@10.1.0"}',
		"pnpm-lock.yaml": "lockfileVersion: 9\n",
	});
	await project.run("git", ["init", "--quiet", "--initial-branch=trunk"]);
	await project.run("git", ["remote", "add", "origin", "git@github.com:acme/shop.git"]);
	commit = await commitAll(project);
	const told = { ancestorTitles: ["cart"], title: "adds", failureMessages: [] };
	project.write({
		"vitest.json": JSON.stringify({
			startTime: Date.now(),
			testResults: [
				{
					name: join(project.root, "src/cart.test.ts"),
					status: "failed",
					assertionResults: [
						{ ...told, status: "passed", duration: 1.5 },
						{ ...told, title: "fails", status: "failed", failureMessages: ["Error: no\n    at src/cart.ts:3:4"] },
					],
				},
			],
		}),
		"tsc.txt": "src/cart.ts(3,4): error TS2322: No.\n",
		"coverage-summary.json": JSON.stringify({
			total: measured(10),
			[join(project.root, "src/cart.ts")]: measured(10),
		}),
	});
});
afterAll(async () => {
	server.close();
	await app.settled();
	await app.db.close();
	project.remove();
});
beforeEach(async () => {
	await app.db.query("DELETE FROM test_runs");
});

function measured(total: number) {
	const measure = { total, covered: 7, skipped: 0, pct: 70 };
	return { lines: measure, statements: measure, functions: measure, branches: measure };
}

const report = (args: string[], more: Record<string, string> = env): Promise<Finished> =>
	project.run("vagus-report", args, { env: more });
const dryRun = async (args: string[], more: Record<string, string> = {}): Promise<SentCiReport> =>
	JSON.parse((await report([...args, "--dry-run"], more)).stdout);
const runs = () => app.db.query("SELECT * FROM test_runs");

describe("a report of several files", () => {
	test("is one run with all that was found out about it", async () => {
		const files = ["--vitest", "vitest.json", "--tsc", "tsc.txt", "--coverage", "coverage-summary.json"];
		const { code, stdout, stderr } = await report(files);
		expect([code, stderr]).toEqual([0, ""]);
		expect(stdout).toMatch(
			/^Reported 2 tests \(1 failed\), 1 error of lint, coverage of 1 module to http\S+ as local-[0-9a-f]{32}\.\n$/,
		);
		expect(await runs()).toMatchObject([
			{
				repository: "acme/shop",
				branch: "trunk",
				commit_sha: commit,
				source: "local",
				node_version: process.versions.node,
				package_manager: "pnpm@10.1.0",
				pnpm_version: "10.1.0",
				lockfile_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
				total_tests: 2,
				passed_tests: 1,
				failed_tests: 1,
				metadata: { os: process.platform, arch: process.arch, dirty: false },
			},
		]);
		expect(await app.db.query("SELECT test_name, file_path, line_number FROM test_failures")).toEqual([
			{ test_name: "fails", file_path: "src/cart.ts", line_number: 3 },
		]);
		expect(await app.db.query("SELECT rule, file_path FROM lint_failures")).toEqual([
			{ rule: "TS2322", file_path: "src/cart.ts" },
		]);
		expect(await app.db.query("SELECT module, lines_total, lines_covered FROM coverage")).toEqual([
			{ module: "src/cart.ts", lines_total: 10, lines_covered: 7 },
		]);
	});

	test("that is made twice is stored once, and the reply can be had as JSON", async () => {
		const first = await report(["--vitest", "vitest.json", "--json"]);
		const second = await report(["--vitest", "vitest.json", "--json"]);
		const { runId, status } = JSON.parse(first.stdout);
		expect(status).toBe("written");
		expect(JSON.parse(second.stdout)).toEqual({ runId, status: "duplicate" });
		expect(await runs()).toHaveLength(1);
	});

	test("is made of what can be read, and says what cannot", async () => {
		project.write({ "broken.json": "{", "empty.xml": "" });
		const files = ["--vitest", "broken.json", "vitest.json", "--junit", "empty.xml", "--eslint", "gone.json"];
		const { code, stdout, stderr } = await report([...files, "--strict"]);
		expect(stdout).toMatch(/^Reported 2 tests/);
		expect(stderr.trim().split("\n")).toEqual([
			expect.stringMatching(/^vagus: --vitest broken.json is left out: it is not valid JSON/),
			expect.stringMatching(/^vagus: --junit empty.xml is left out: it is not valid XML/),
			expect.stringMatching(/^vagus: --eslint gone.json is left out: there is no such file/),
		]);
		expect(code).toBe(1);
	});
});

describe("the exit code", () => {
	let nowhere: Record<string, string>;
	beforeAll(async () => {
		const closed = await recordingServer();
		await closed.close();
		nowhere = { VAGUS_URL: closed.url, VAGUS_API_KEY: "vgs_key" };
	});
	const wrongKey = { VAGUS_API_KEY: "vgs_wrong_wrong_wrong" };

	test.each([
		["no server answers", ["--vitest", "vitest.json"], () => nowhere, "cannot be reached (ECONNREFUSED)"],
		["no server is named", ["--vitest", "vitest.json"], () => ({}), "VAGUS_URL is not set"],
		["the address is none", ["--vitest", "vitest.json"], () => ({ VAGUS_URL: "nonsense" }), "VAGUS_URL is not a URL"],
		[
			"the key is missing",
			["--tsc", "tsc.txt"],
			() => ({ VAGUS_URL: nowhere.VAGUS_URL ?? "" }),
			"VAGUS_API_KEY is not",
		],
		["the key is wrong", ["--tsc", "tsc.txt"], () => ({ ...env, ...wrongKey }), "does not take the key"],
		["the report is refused", ["--tsc", "tsc.txt", "--run-id", ""], () => env, "was refused"],
		["no file can be read", ["--vitest", "gone.json"], () => env, "Nothing is left to report"],
	])("is 0 where %s, and 1 with --strict", async (_what, args, variables, sentence) => {
		const lax = await report(args, variables());
		expect(lax.stderr).toContain(sentence);
		expect(lax.code).toBe(0);
		expect((await report([...args, "--strict"], variables())).code).toBe(1);
	});

	test("is 1 for a command that cannot be understood", async () => {
		expect(await report([])).toMatchObject({ code: 1, stderr: expect.stringContaining("give a file with --vitest") });
		expect(await report(["--vitset", "x"])).toMatchObject({ code: 1, stderr: expect.stringContaining("--vitest") });
		expect(await report(["--tsc", "tsc.txt", "--source", "x"])).toMatchObject({ code: 1 });
	});

	test.each([
		["--commit", "zzz", "Give the commit's hash, or its first 7 or more hexadecimal digits."],
		["--commit", "HEAD", "Give the commit's hash"],
		["--repository", "acme//shop", "Give owner/name"],
		["--node-version", "latest", "Give what `node --version` prints"],
	])("is 1 for what could not be asked for later: %s %s", async (option, value, sentence) => {
		const refused = await report(["--tsc", "tsc.txt", option, value]);
		expect(refused).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining(sentence) });
		expect(await runs()).toEqual([]);
	});
});

describe("what is detected", () => {
	const files = ["--tsc", "tsc.txt"];

	test("a person, an agent, a CI; what is given counts more", async () => {
		expect((await dryRun(files)).source).toBe("local");
		expect(await dryRun(files, { CI: "true" })).toMatchObject({ source: "ci", metadata: { ciProvider: "unknown" } });
		expect(await dryRun(files, { AI_AGENT: "some-agent" })).toMatchObject({
			source: "agent",
			metadata: { agent: "some-agent" },
		});
		expect((await dryRun([...files, "--source", "local"], { CI: "true" })).source).toBe("local");
	});

	test("a CI's own run, attempt and job tell runs of one content apart", async () => {
		const github = { GITHUB_ACTIONS: "true", GITHUB_RUN_ID: "17", GITHUB_RUN_ATTEMPT: "1", GITHUB_JOB: "test" };
		const first = await dryRun(files, github);
		expect(first).toMatchObject({
			source: "ci",
			repository: "acme/shop",
			commitSha: commit,
			metadata: { ciProvider: "github_actions", ciRunId: "17", ciAttempt: "1", ciJob: "test" },
		});
		expect(await dryRun(files, github)).toEqual(first);
		expect((await dryRun(files, { ...github, GITHUB_RUN_ATTEMPT: "2" })).runId).not.toBe(first.runId);
	});

	test("the commit that was pushed, and beside it the one that was checked out", async () => {
		const github = { GITHUB_ACTIONS: "true", GITHUB_SHA: "f".repeat(40), GITHUB_REF_NAME: "main" };
		expect(await dryRun(files, github)).toMatchObject({
			branch: "main",
			commitSha: "f".repeat(40),
			metadata: { checkoutSha: commit },
		});
	});

	test("what a CI gives as commit counts where it is one", async () => {
		const buildkite = { BUILDKITE: "true", BUILDKITE_COMMIT: "HEAD", BUILDKITE_BRANCH: "trunk" };
		expect(await dryRun(files, buildkite)).toMatchObject({ commitSha: commit, metadata: { ciProvider: "buildkite" } });
	});

	test("nothing of it is asked for where it is given", async () => {
		const given = ["--repository", "a/b", "--branch", "c", "--commit", "D0D0D0D", "--node-version", "v22.9.0"];
		expect(await dryRun([...files, ...given, "--run-id", "e"])).toMatchObject({
			repository: "a/b",
			branch: "c",
			commitSha: "d0d0d0d",
			nodeVersion: "22.9.0",
			runId: "e",
		});
		const address = await dryRun([...files, "--repository", "git@github.com:acme/shop.git"]);
		expect(address.repository).toBe("acme/shop");
	});

	test("without git a run is of its folder", async () => {
		const bare = scratchProject({ "tsc.txt": "" });
		const { stdout } = await bare.run("vagus-report", [...files, "--dry-run"]);
		bare.remove();
		expect(JSON.parse(stdout)).toMatchObject({ commitSha: "unknown", branch: "unknown", lint: [] });
		expect(JSON.parse(stdout).repository).toMatch(/^vagus-reporter-/);
	});
});

test("--dry-run sends and keeps nothing", async () => {
	const bare = scratchProject({ "tsc.txt": "" });
	await bare.run("vagus-report", ["--tsc", "tsc.txt", "--dry-run"], { env });
	const isKept = existsSync(join(bare.root, ".vagus"));
	bare.remove();
	expect([isKept, await runs()]).toEqual([false, []]);
});

test("`vagus report` is the same command", async () => {
	const { code, stdout } = await project.run("vagus", ["report", "--vitest", "vitest.json"], { env });
	expect([code, stdout]).toEqual([0, expect.stringMatching(/^Reported 2 tests/)]);
	expect(await runs()).toHaveLength(1);
});
