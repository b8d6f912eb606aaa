import { execFile } from "node:child_process";
import { symlink, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { emptyFolder, folderWithDatabase, removeFolders } from "../support/folder.ts";
import { killAll, NODE, type RunningServer, runVagus, startServer } from "../support/vagusProcess.ts";

const SDK_PROGRAM = fileURLToPath(new URL("../e2e/program/telemetry.ts", import.meta.url));

let cwd: string;
let server: RunningServer;
beforeAll(async () => {
	cwd = await folderWithDatabase();
	server = await startServer({ cwd });
});
afterAll(async () => {
	await killAll();
	await removeFolders();
});

test("a stock OpenTelemetry program needs its endpoint and headers alone", async () => {
	const lines = printed().filter((line) => /OTLP_(ENDPOINT|HEADERS)=/.test(line));
	expect(lines).toHaveLength(2);
	await paste(await emptyFolder(), [...lines, `${NODE} ${SDK_PROGRAM}`]);
	const { stdout } = await runVagus(["search", "payment provider refused"], { cwd });
	expect(stdout).toMatch(
		/^log\terror\t1\t.*\tcheckout\tpayment provider refused card of order <num>\t[0-9a-f]{32}\treq-4711\t/,
	);
});

test("tests are reported and asked about from another project's folder, whichever Node is first there", async () => {
	const lines = printed().filter((line) => !/OTEL_|mcpServers/.test(line));
	const stdout = await paste(await projectWithFailingTest(), lines);
	expect(stdout).toMatch(/\ntest\terror\t1\t.*connection refused by the till/);
});

test("an MCP client connects by the printed configuration", async () => {
	const { mcpServers } = JSON.parse(printed().find((line) => line.includes("mcpServers")) ?? "");
	const client = new Client({ name: "test", version: "1.0.0" });
	const { url, headers } = mcpServers.vagus;
	await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
	const { tools } = await client.listTools();
	await client.close();
	expect(tools.map((tool) => tool.name)).toContain("search_errors");
});

/** The lines that are there to be pasted. */
function printed(): string[] {
	return server
		.stdout()
		.split("\n")
		.filter((line) => line.startsWith("  "));
}

/** Pastes lines into a shell of another folder, where this checkout's programs are not in the path. */
async function paste(folder: string, lines: string[]): Promise<string> {
	const path = (process.env.PATH ?? "").split(delimiter).filter((entry) => !entry.includes("node_modules"));
	const env = { PATH: path.join(delimiter), HOME: folder, npm_config_update_notifier: "false" };
	const { stdout } = await promisify(execFile)("bash", ["-c", lines.join("\n")], { cwd: folder, env });
	return stdout;
}

async function projectWithFailingTest(): Promise<string> {
	const folder = await emptyFolder();
	await symlink(fileURLToPath(new URL("../../node_modules", import.meta.url)), join(folder, "node_modules"));
	await writeFile(join(folder, "package.json"), '{"name": "till", "type": "module"}');
	await writeFile(
		join(folder, "till.test.js"),
		'import { test } from "vitest";\ntest("pays", () => { throw new Error("connection refused by the till"); });\n',
	);
	const git = promisify(execFile);
	const identity = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
	await git("git", ["init", "--quiet"], { cwd: folder });
	await git("git", [...identity, "commit", "--quiet", "--allow-empty", "--message", "Begin"], { cwd: folder });
	return folder;
}
