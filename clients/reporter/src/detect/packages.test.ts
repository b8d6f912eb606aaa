import { afterEach, beforeEach, expect, test } from "vitest";
import { type ScratchProject, scratchProject } from "../../test/support/scratchProject.ts";
import { packagesOf } from "./packages.ts";

let project: ScratchProject;
beforeEach(() => {
	project = scratchProject({ "packages/shop/package.json": "{}" });
});
afterEach(() => project.remove());

const found = (env: Record<string, string> = {}, folder = "packages/shop") =>
	packagesOf(`${project.root}/${folder}`, project.root, env);

const npx = { npm_config_user_agent: "npm/11.2.0 node/v24.1.0 linux x64 workspaces/false" };

test("what package.json asks for counts, though npx calls itself npm", async () => {
	project.write({
		"package.json": '{"packageManager": "pnpm@10.1.0+sha512.abc"}',
		"pnpm-lock.yaml": "a: 1\n",
		"package-lock.json": "{}",
	});
	const { manager, lockfileHash } = await found(npx);
	expect(manager).toBe("pnpm@10.1.0");
	project.write({ "package-lock.json": "{ }" });
	expect((await found(npx)).lockfileHash).toBe(lockfileHash);
});

test("then the lockfile's manager, in the version that runs", async () => {
	project.write({ "package-lock.json": "{}" });
	expect((await found(npx)).manager).toBe("npm@11.2.0");
	expect((await found({})).manager).toMatch(/^npm@\d+\.\d+/);
});

test("then whatever runs the command; without any, nothing is claimed", async () => {
	expect(await found(npx)).toEqual({ manager: "npm@11.2.0", lockfileHash: null });
	expect(await found()).toEqual({ manager: null, lockfileHash: null });
});

test("a lockfile has one hash on every system, and another content another", async () => {
	project.write({ "package-lock.json": '{\n"a": "é"\n}\n' });
	const { lockfileHash } = await found(npx);
	expect(lockfileHash).toMatch(/^[0-9a-f]{64}$/);
	project.write({ "package-lock.json": '{\r\n"a": "é"\r\n}\r\n' });
	expect((await found(npx)).lockfileHash).toBe(lockfileHash);
	project.write({ "package-lock.json": '{\n"a": "e"\n}\n' });
	expect((await found(npx)).lockfileHash).not.toBe(lockfileHash);
});

test("the nearest lockfile counts, and none above the root", async () => {
	project.write({ "package-lock.json": "outer", "packages/shop/package-lock.json": "inner" });
	const inner = (await found(npx)).lockfileHash;
	expect(inner).not.toBe((await found(npx, "packages")).lockfileHash);
	const within = await packagesOf(`${project.root}/packages`, `${project.root}/packages`, npx);
	expect(within.lockfileHash).toBeNull();
});
