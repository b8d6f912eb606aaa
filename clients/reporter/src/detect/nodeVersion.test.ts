import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nodeVersion } from "./nodeVersion.ts";

let machine: string;
beforeEach(() => {
	machine = mkdtempSync(join(tmpdir(), "vagus-node-"));
	mkdirSync(join(machine, "shop", "cart"), { recursive: true });
});
afterEach(() => rmSync(machine, { recursive: true }));

/** A folder of programs whose Node says that it is of this version. */
function nodeIn(path: string, version: string): string {
	const folder = join(machine, path);
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, "node"), `#!/bin/sh\necho ${version}\n`, { mode: 0o755 });
	return folder;
}

const versionIn = (folder: string, ...path: string[]) =>
	nodeVersion(join(machine, folder), { PATH: path.join(delimiter) });

test("is that of the Node which the project's tools run on", async () => {
	expect(await versionIn("shop", nodeIn("bin", "v22.9.0"), nodeIn("usr/bin", "v20.1.0"))).toBe("22.9.0");
});

test("is not that of a program which npm put in front for itself", async () => {
	const path = [nodeIn("vagus/node_modules/.bin", "v24.21.0"), nodeIn("bin", "v22.9.0")];
	expect(await versionIn("shop", ...path)).toBe("22.9.0");
	expect(await versionIn("vagus", ...path)).toBe("24.21.0");
});

test("is that of the Node which the project has as a dependency of its own, here or above", async () => {
	nodeIn("shop/node_modules/.bin", "v18.20.0");
	expect(await versionIn("shop/cart", nodeIn("bin", "v22.9.0"))).toBe("18.20.0");
});

test("is this process's where none can be asked", async () => {
	expect(await versionIn("shop", join(machine, "nothing"))).toBe(process.versions.node);
	expect(await versionIn("shop", nodeIn("bin", "something else"))).toBe(process.versions.node);
});
