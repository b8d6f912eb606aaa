import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serve } from "@hono/node-server";

/** How many checks of each scenario passed and failed. */
export type SuiteResults = Map<string, { passed: number; failed: number }>;

/**
 * Runs the official conformance suite against an MCP endpoint: every scenario that a revision asks of a server. The suite
 * sends no key, so a proxy before the endpoint adds it.
 * https://github.com/modelcontextprotocol/conformance
 */
export async function runSuite(endpoint: string, key: string, revision: string): Promise<SuiteResults> {
	const proxy = await addingKey(endpoint, key);
	const folder = await mkdtemp(join(tmpdir(), "vagus-conformance-"));
	const args = ["server", "--url", proxy.url, "--requirements", revision, "--output-dir", folder];
	const said = await output(
		fileURLToPath(import.meta.resolve("@modelcontextprotocol/conformance/dist/index.js")),
		args,
	);
	await proxy.close();
	await rm(folder, { recursive: true });
	const lines = said.matchAll(/^[✓✗] (\S+): (\d+) passed, (\d+) failed$/gm);
	return new Map(
		[...lines].map(([, name = "", passed, failed]) => [name, { passed: Number(passed), failed: Number(failed) }]),
	);
}

/** Failed scenarios end it with 1. */
function output(program: string, args: string[]): Promise<string> {
	return new Promise((resolve, reject) => {
		execFile(process.execPath, [program, ...args], { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
			if (error && error.code !== 1) reject(new Error(`${error.message}\n${stderr}`));
			else resolve(stdout);
		});
	});
}

async function addingKey(endpoint: string, key: string): Promise<{ url: string; close(): Promise<void> }> {
	const forward = async (request: Request) => {
		const headers = new Headers(request.headers);
		headers.set("authorization", `Bearer ${key}`);
		// Another connection has its own.
		for (const name of ["host", "connection", "content-length", "transfer-encoding"]) headers.delete(name);
		const body = request.method === "GET" || request.method === "HEAD" ? undefined : await request.arrayBuffer();
		const response = await fetch(endpoint, { method: request.method, headers, body });
		const answer = new Headers(response.headers);
		answer.delete("content-encoding");
		answer.delete("content-length");
		return new Response(response.body && (await response.arrayBuffer()), { status: response.status, headers: answer });
	};
	const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
		const started = serve({ fetch: forward, port: 0, hostname: "127.0.0.1" }, () => resolve(started));
	});
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
		close: () => new Promise((resolve) => server.close(() => resolve())),
	};
}
