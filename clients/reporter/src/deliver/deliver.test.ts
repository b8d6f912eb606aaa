import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { SentCiReport } from "../../../../core/report/ciReport.ts";
import { type RecordingServer, recordingServer } from "../../test/support/recordingServer.ts";
import { commitAll, type ScratchProject, scratchProject } from "../../test/support/scratchProject.ts";
import { deliver } from "./deliver.ts";

let project: ScratchProject;
let server: RecordingServer;
let waits: number[];

beforeEach(async () => {
	project = scratchProject({ ".gitignore": "node_modules\n" });
	server = await recordingServer();
	waits = [];
	vi.stubEnv("XDG_CACHE_HOME", join(project.root, "cache"));
});
afterEach(async () => {
	vi.unstubAllEnvs();
	await server.close();
	project.remove();
});

const reportOf = (runId: string, more: Partial<SentCiReport> = {}): SentCiReport => ({
	runId,
	timestamp: "2026-03-10T12:00:00Z",
	repository: "acme/shop",
	branch: "main",
	commitSha: "abc",
	source: "local",
	...more,
});

const send = (runId: string, { url = server.url, more = {} as Partial<SentCiReport> } = {}) =>
	deliver(reportOf(runId, more), project.root, async () => ({ url, key: "vgs_key" }), {
		wait: async (ms) => waits.push(ms),
	});
const noServer = async () => {
	throw new Error("VAGUS_URL is not set.");
};

const reports = join(".vagus", "reports");
const kept = (folder = reports) => readdirSync(join(project.root, folder)).filter((name) => name.endsWith(".json"));
const receivedIds = () => server.received.map(({ report }) => report.runId);
const problem = (status: number, detail: string) => ({ status, body: { status, detail } });

test("a report is posted with the key, below whatever path the server has", async () => {
	expect(await send("a", { url: `${server.url}/vagus/` })).toMatchObject({
		kind: "accepted",
		reply: { runId: "a", status: "written" },
		keptIn: null,
		caughtUp: 0,
	});
	expect(server.received).toMatchObject([
		{ path: "/vagus/v1/ci/runs", headers: { authorization: "Bearer vgs_key" }, report: { runId: "a" } },
	]);
	expect(kept()).toEqual([]);
});

test("a large report is sent compressed", async () => {
	const tests = Array.from({ length: 1_000 }, (_, index) => ({
		file: "a.ts",
		name: `${index}`,
		status: "passed" as const,
	}));
	await send("a", { more: { tests } });
	const [request] = server.received;
	expect(request?.headers["content-encoding"]).toBe("gzip");
	expect(Number(request?.headers["content-length"])).toBeLessThan(20_000);
	expect(request?.report.tests).toHaveLength(1_000);
});

test.each([429, 502, 503, 504])("a server that answers %i is asked again, later and later", async (status) => {
	server.answers.push(problem(status, "busy"), problem(status, "busy"));
	expect(await send("a")).toMatchObject({ kind: "accepted" });
	expect(receivedIds()).toEqual(["a", "a", "a"]);
	expect(waits).toEqual([500, 1_000]);
});

test("Retry-After is heeded, unless the build would be held up by it", async () => {
	server.answers.push({ ...problem(429, "busy"), headers: { "retry-after": "3" } });
	expect(await send("a")).toMatchObject({ kind: "accepted" });
	expect(waits).toEqual([3_000]);
	server.answers.push({ ...problem(429, "come back tomorrow"), headers: { "retry-after": "86400" } });
	expect(await send("b")).toMatchObject({ kind: "undelivered", reason: expect.stringContaining("come back tomorrow") });
	expect(waits).toEqual([3_000]);
});

test("a server that stays away is given up after a bounded time", async () => {
	server.answers.push(...Array.from({ length: 20 }, () => problem(503, "The database is away.")));
	expect(await send("a")).toMatchObject({
		kind: "undelivered",
		reason: `${server.url}: The database is away.`,
		keptIn: join(project.root, reports),
	});
	expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(20_000);
	expect(kept()).toHaveLength(1);
});

test("what cannot be delivered is sent by the next call, oldest first", async () => {
	await server.close();
	for (const runId of ["first", "second", "third"]) {
		expect(await send(runId)).toMatchObject({ kind: "undelivered", reason: expect.stringContaining("ECONNREFUSED") });
	}
	expect(waits).toEqual([]);
	server = await recordingServer();
	expect(await send("fourth")).toMatchObject({ kind: "accepted", caughtUp: 3 });
	expect(receivedIds()).toEqual(["fourth", "first", "second", "third"]);
	expect(kept()).toEqual([]);
});

test("a report that is made again while it waits waits once", async () => {
	await deliver(reportOf("a"), project.root, noServer);
	await deliver(reportOf("a", { branch: "later" }), project.root, noServer);
	expect(kept()).toHaveLength(1);
	await send("b");
	expect(server.received[1]?.report.branch).toBe("later");
});

test("where the server goes away again, the rest goes on waiting", async () => {
	for (const runId of ["first", "second"]) await deliver(reportOf(runId), project.root, noServer);
	server.answers.push({ status: 201, body: { runId: "third", status: "written" } }, problem(503, "away"));
	expect(await send("third")).toMatchObject({ kind: "accepted", caughtUp: 0 });
	expect(kept()).toHaveLength(2);
});

test("a report that is refused for good is set aside with the reason, and not sent again", async () => {
	server.answers.push(problem(400, "tests.0.name: too small"));
	const delivery = await send("a");
	expect(delivery).toMatchObject({ kind: "refused", reason: `${server.url}: tests.0.name: too small` });
	expect(kept()).toEqual([]);
	const [name = ""] = kept(join(reports, "refused"));
	expect(JSON.parse(readFileSync(join(project.root, reports, "refused", name), "utf8"))).toEqual(reportOf("a"));
	expect(readFileSync(join(project.root, reports, "refused", name.replace(".json", ".txt")), "utf8")).toBe(
		`${server.url}: tests.0.name: too small\n`,
	);
	await send("b");
	expect(receivedIds()).toEqual(["a", "b"]);
});

test("a waiting report that is refused does not hold the later ones up", async () => {
	for (const runId of ["first", "second"]) await deliver(reportOf(runId), project.root, noServer);
	server.answers.push({ status: 201, body: { runId: "third", status: "written" } }, problem(413, "too large"));
	expect(await send("third")).toMatchObject({ caughtUp: 1, setAside: [`${server.url}: too large`] });
	expect(kept()).toEqual([]);
});

test.each([401, 403])(
	"a wrong key (%i) is called by its name, and the report waits for the right one",
	async (status) => {
		server.answers.push(problem(status, "The key is unknown."));
		expect(await send("a")).toMatchObject({
			kind: "undelivered",
			reason: `${server.url} does not take the key (VAGUS_API_KEY): The key is unknown.`,
		});
		expect([waits, kept().length]).toEqual([[], 1]);
	},
);

test.each([
	[{ status: 200, body: "<html>Welcome</html>" }, "Is VAGUS_URL the address"],
	[{ status: 404, body: "nothing here" }, "Is VAGUS_URL the address"],
	[{ status: 302, headers: { location: "/login" } }, "it answered 302"],
	[problem(500, "An unexpected error."), "An unexpected error."],
])("what is no answer of Vagus (%j) is no delivery", async (answer, reason) => {
	server.answers.push(answer);
	expect(await send("a")).toMatchObject({ kind: "undelivered", reason: expect.stringContaining(reason) });
	expect([receivedIds(), kept().length]).toEqual([["a"], 1]);
});

test("git sees nothing of what waits", async () => {
	await commitAll(project);
	await deliver(reportOf("a"), project.root, noServer);
	expect((await project.run("git", ["status", "--porcelain"])).stdout).toBe("");
});

test("where the project cannot be written, the user's cache keeps the report", async () => {
	// A file where the folder would be: the superuser may write what others may not.
	writeFileSync(join(project.root, ".vagus"), "");
	const { keptIn } = await deliver(reportOf("a"), project.root, noServer);
	expect(keptIn).toContain(join(project.root, "cache", "vagus", "reports"));
	expect(await send("b")).toMatchObject({ caughtUp: 1 });
});

test("where nothing can be written the report is sent all the same, and said to be lost where it is not", async () => {
	writeFileSync(join(project.root, ".vagus"), "");
	writeFileSync(join(project.root, "cache"), "");
	expect(await send("a")).toMatchObject({ kind: "accepted" });
	expect(await deliver(reportOf("b"), project.root, noServer)).toMatchObject({ kind: "undelivered", keptIn: null });
});

test("no more reports wait than a hundred, and none for longer than a month", async () => {
	await deliver(reportOf("a"), project.root, noServer);
	const keptBefore = (minutes: number) => {
		const time = new Date(Date.now() - minutes * 60_000).toISOString().replaceAll(/[-:.]/g, "");
		writeFileSync(join(project.root, reports, `${time}-x.json`), "{}");
		return `${time}-x.json`;
	};
	const expired = keptBefore(60 * 24 * 31);
	const names = Array.from({ length: 120 }, (_, index) => keptBefore(120 - index));
	await deliver(reportOf("b"), project.root, noServer);
	expect(kept()).toHaveLength(100);
	expect(kept()).toEqual(expect.arrayContaining(names.slice(-98)));
	for (const name of names) rmSync(join(project.root, reports, name), { force: true });
	writeFileSync(join(project.root, reports, expired), "{}");
	await deliver(reportOf("c"), project.root, noServer);
	expect(kept()).toHaveLength(3);
	expect(kept()).not.toContain(expired);
});

test("two processes may send what waits at once", async () => {
	for (const runId of ["first", "second"]) await deliver(reportOf(runId), project.root, noServer);
	const both = await Promise.all([send("third"), send("fourth")]);
	expect(both.map(({ kind }) => kind)).toEqual(["accepted", "accepted"]);
	expect(new Set(receivedIds())).toEqual(new Set(["first", "second", "third", "fourth"]));
	expect(kept()).toEqual([]);
});
