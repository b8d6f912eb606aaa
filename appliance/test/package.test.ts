import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { signedFetch } from "../../core/signature/signedFetch.ts";
import { signingKeys } from "../../core/signature/signingKeys.ts";
import { removeTestModels, testModel } from "./model/testModel.ts";
import { startProgram } from "./support/startProgram.ts";

const run = promisify(execFile);
const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
const MODULES = fileURLToPath(new URL("../../node_modules", import.meta.url));

afterAll(removeTestModels);

test("the packed package embeds, with no modules but those that it names", { timeout: 60_000 }, async () => {
	const folder = await mkdtemp(join(tmpdir(), "vagus-packed-"));
	onTestFinished(() => rm(folder, { recursive: true }));
	await run("npm", ["pack", "--pack-destination", folder], { cwd: PACKAGE });
	const [archive = ""] = await readdir(folder);
	await run("tar", ["--extract", "--file", archive], { cwd: folder });
	const { dependencies } = JSON.parse(await readFile(join(folder, "package/package.json"), "utf8"));
	for (const name of Object.keys(dependencies)) {
		const link = join(folder, "package/node_modules", name);
		await mkdir(dirname(link), { recursive: true });
		await symlink(join(MODULES, name), link);
	}
	const program = join(folder, "package/dist/vagus-appliance.js");
	expect((await stat(program)).size).toBeLessThan(400 * 1024);
	expect((await run(process.execPath, [program, "start", "--help"])).stdout).toContain("VAGUS_APPLIANCE_KEYS");
	const { stdout: made } = await run(process.execPath, [program, "key"]);
	const [key] = signingKeys(made.trim());

	const model = await testModel();
	const { child, url, ready, exited } = await startProgram(
		{
			VAGUS_APPLIANCE_KEYS: made.trim(),
			VAGUS_APPLIANCE_MODEL: model.name,
			VAGUS_APPLIANCE_MODEL_DIR: model.path,
		},
		program,
	);
	await ready;
	const body = JSON.stringify({ texts: ["a text"] });
	const response = await signedFetch(key, { fetch, now: Date.now })(`${url}/embed`, { method: "POST", body });
	expect([response.status, (await response.json()).embeddings.length]).toEqual([200, 1]);
	child.kill("SIGTERM");
	expect(await exited).toBe(0);
});
