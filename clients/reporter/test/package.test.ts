import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

const run = promisify(execFile);
const PACKAGE = fileURLToPath(new URL("..", import.meta.url));

test("the packed package is one small file that runs without any dependency", async () => {
	const folder = mkdtempSync(join(tmpdir(), "vagus-packed-"));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	await run("npm", ["pack", "--pack-destination", folder], { cwd: PACKAGE, shell: process.platform === "win32" });
	const [archive = ""] = readdirSync(folder);
	await run("tar", ["--extract", "--file", archive], { cwd: folder });
	const files = await run("tar", ["--list", "--file", archive], { cwd: folder });
	expect(files.stdout.trim().split("\n").sort()).toEqual([
		"package/README.md",
		"package/dist/vagus-report.js",
		"package/package.json",
	]);
	const program = join(folder, "package/dist/vagus-report.js");
	expect(statSync(program).size).toBeLessThan(400 * 1024);
	expect((await run(process.execPath, [program, "--help"])).stdout).toContain("npx @vagus/reporter --vitest");
});
