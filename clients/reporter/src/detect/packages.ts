import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

type Variables = Record<string, string | undefined>;

/** How a project gets its packages; what is not known is null. */
export interface Packages {
	/** With its version where that is known: `pnpm@10.1.0`. */
	manager: string | null;
	lockfileHash: string | null;
}

/** Looks in `folder` and above, up to `root`, for a lockfile and for the manager that package.json asks for. */
export async function packagesOf(folder: string, root: string, env: Variables): Promise<Packages> {
	const asked = first(folder, root, askedManager);
	const lockfile = first(folder, root, (at) => lockfileIn(at, asked?.name));
	const agent = userAgent(env.npm_config_user_agent);
	// `npx` names npm whatever the project uses, so the project is asked first.
	const name = asked?.name ?? lockfile?.manager ?? agent?.name ?? null;
	const version = agent?.name === name ? agent?.version : (asked?.version ?? (await askVersion(name)));
	return {
		manager: name && (version ? `${name}@${version}` : name),
		lockfileHash: lockfile && (await hashOf(lockfile.path)),
	};
}

/** Where a folder has several, the first that its manager writes counts. */
const LOCKFILES: { file: string; manager: string }[] = [
	{ file: "pnpm-lock.yaml", manager: "pnpm" },
	{ file: "yarn.lock", manager: "yarn" },
	{ file: "bun.lock", manager: "bun" },
	{ file: "bun.lockb", manager: "bun" },
	{ file: "npm-shrinkwrap.json", manager: "npm" },
	{ file: "package-lock.json", manager: "npm" },
	{ file: "deno.lock", manager: "deno" },
	{ file: "uv.lock", manager: "uv" },
	{ file: "poetry.lock", manager: "poetry" },
	{ file: "Cargo.lock", manager: "cargo" },
	{ file: "go.sum", manager: "go" },
	{ file: "Gemfile.lock", manager: "bundler" },
	{ file: "composer.lock", manager: "composer" },
];

/** The first that `find` finds on the way from `folder` up to `root`. */
function first<Found>(folder: string, root: string, find: (at: string) => Found | null): Found | null {
	for (let at = folder; ; at = dirname(at)) {
		const found = find(at);
		if (found !== null || at === root || at === dirname(at)) return found;
	}
}

function askedManager(folder: string): { name: string; version?: string } | null {
	try {
		const { packageManager } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
			packageManager?: string;
		};
		const [, name, version] = /^([a-z]+)@([^+\s]+)/.exec(packageManager ?? "") ?? [];
		return name ? { name, version } : null;
	} catch {
		return null;
	}
}

function lockfileIn(folder: string, manager: string | undefined): { path: string; manager: string } | null {
	const there = LOCKFILES.filter(({ file }) => existsSync(join(folder, file)));
	const chosen = there.find((one) => one.manager === manager) ?? there[0];
	return chosen ? { path: join(folder, chosen.file), manager: chosen.manager } : null;
}

/** `npm/11.0.0 node/v24.1.0 linux x64`, as package managers tell the scripts that they run. */
function userAgent(text: string | undefined): { name: string; version: string } | null {
	const [, name, version] = /^([a-z]+)\/(\S+)/.exec(text ?? "") ?? [];
	return name && version ? { name, version } : null;
}

/** Managers are scripts on Windows, which only a shell runs; the name is one of our own or of lower-case letters. */
function askVersion(manager: string | null): Promise<string | null> {
	if (manager === null) return Promise.resolve(null);
	return new Promise((done) => {
		execFile(manager, ["--version"], { timeout: 5_000, shell: process.platform === "win32" }, (error, out) =>
			done(error ? null : (/\d+\.\d+\S*/.exec(out)?.[0] ?? null)),
		);
	});
}

/** SHA-256 with line endings of one kind: git may check a file out with others on Windows. */
async function hashOf(path: string): Promise<string> {
	const text = await readFile(path, "latin1");
	return createHash("sha256").update(text.replaceAll("\r\n", "\n"), "latin1").digest("hex");
}
