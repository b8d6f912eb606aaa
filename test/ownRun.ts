// Vagus takes in a test run of its own and is asked about it, over HTTP and MCP: `npm run own-run -- VITEST_JSON`.
// The run in CI is the one whose results are given; the local one to compare it with is made here, and is made to fail.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { type RunningServer, startServer } from "./support/vagusProcess.ts";

const [results] = process.argv.slice(2);
if (!results) throw new Error("Give the results of a run: vitest's JSON report.");

/** The embedded database alone. */
const NO_SERVERS = { VAGUS_TEST_POSTGRES_URL: "", VAGUS_TEST_PLAIN_POSTGRES_URL: "", VAGUS_TEST_COMMUNITY_URL: "" };

const { numFailedTests, numPassedTests, numPendingTests, numTodoTests } = JSON.parse(await readFile(results, "utf8"));
const folder = await mkdtemp(join(tmpdir(), "vagus-own-run-"));
// Requests about requests would be counted with them.
const server = await startServer({ cwd: folder, env: { OTEL_SDK_DISABLED: "true" } });
try {
	const commitSha = execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" }).trim();
	report(server, "ci", results);
	report(server, "local", failingRun(folder));
	const agent = await connect(server);

	const compared = await ask(agent, "compare_test_runs", { commitSha });
	assert.match(compared, /^ci,/m);
	assert.match(compared, /^local,/m);
	assert.match(compared, /^fails_only_locally,.*timed out/im, "The failure was made to happen locally alone.");

	const found = await ask(agent, "search_errors", { query: "test timed out" });
	assert.match(found, /^total: [1-9]/m);
	assert.match(found, /^\d.*timed out/im);

	await agent.close();
	console.log(`Vagus about this run: ${compared.split("\n")[0]}`);
	console.log(`tests: ${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests + numTodoTests} skipped`);
} finally {
	await server.stop();
	await rm(folder, { recursive: true, force: true });
}

/** Real tests of this project that cannot pass: a database does not open within a millisecond. */
function failingRun(folder: string): string {
	const file = join(folder, "local.json");
	const tests = ["run", "schema/migrations", "--testTimeout=1", "--reporter=json", `--outputFile=${file}`];
	const { status } = spawnSync("vitest", tests, { stdio: "ignore", env: { ...process.env, ...NO_SERVERS } });
	assert.equal(status, 1, "The run that was made to fail did not.");
	return file;
}

function report({ url, key }: RunningServer, source: string, file: string): void {
	const said = execFileSync(
		process.execPath,
		["cli/vagus.ts", "report", "--vitest", file, "--source", source, "--strict"],
		{ encoding: "utf8", env: { ...process.env, VAGUS_URL: url, VAGUS_API_KEY: key } },
	);
	console.log(said.trim());
}

async function connect({ url, key }: RunningServer): Promise<Client> {
	const client = new Client({ name: "vagus-own-run", version: "1.0.0" });
	const headers = { authorization: `Bearer ${key}` };
	await client.connect(new StreamableHTTPClientTransport(new URL("/mcp", url), { requestInit: { headers } }));
	return client;
}

async function ask(client: Client, name: string, args: Record<string, unknown>): Promise<string> {
	const { isError, content } = await client.callTool({ name, arguments: args });
	const [block] = content;
	assert.ok(!isError && block?.type === "text", JSON.stringify(content));
	return block.text;
}
