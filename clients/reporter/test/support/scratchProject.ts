import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A project in a folder of its own, on which real tools run. */
export interface ScratchProject {
	root: string;
	write(files: Record<string, string>): void;
	/** Runs a tool that this repository has, or git; its exit code does not matter. Nothing of this process's environment is passed on but PATH. */
	run(tool: string, args: string[], options?: RunOptions): Promise<Finished>;
	remove(): void;
}

interface RunOptions {
	env?: Record<string, string>;
	/** Below the root. */
	folder?: string;
}

export interface Finished {
	code: number;
	stdout: string;
	stderr: string;
}

export function scratchProject(files: Record<string, string> = {}): ScratchProject {
	const root = realpathSync(mkdtempSync(join(tmpdir(), "vagus-reporter-")));
	symlinkSync(MODULES, join(root, "node_modules"), "dir");
	const project: ScratchProject = {
		root,
		write(more) {
			for (const [path, content] of Object.entries(more)) {
				mkdirSync(dirname(join(root, path)), { recursive: true });
				writeFileSync(join(root, path), content);
			}
		},
		run(tool, args, { env, folder = "" } = {}) {
			const [file, before] = PROGRAMS[tool] ? [process.execPath, PROGRAMS[tool]] : [tool, []];
			return new Promise((done) => {
				execFile(
					file,
					[...before, ...args],
					{ cwd: join(root, folder), env: { PATH: process.env.PATH, HOME: root, ...env }, maxBuffer: 1 << 28 },
					(error, stdout, stderr) => done({ code: error ? Number(error.code) : 0, stdout, stderr }),
				);
			});
		},
		remove: () => rmSync(root, { recursive: true, force: true }),
	};
	project.write(files);
	return project;
}

const REPOSITORY = fileURLToPath(new URL("../../../../", import.meta.url));
const MODULES = join(REPOSITORY, "node_modules");

/** What Node runs. */
const PROGRAMS: Record<string, string[]> = {
	node: [],
	vitest: [join(MODULES, "vitest/vitest.mjs")],
	tsc: [join(MODULES, "typescript/bin/tsc")],
	eslint: [join(MODULES, "eslint/bin/eslint.js")],
	"vagus-report": [join(REPOSITORY, "clients/reporter/src/vagus-report.ts")],
	vagus: [join(REPOSITORY, "cli/vagus.ts")],
};

/** Makes the project a git repository with one commit; returns its SHA. */
export async function commitAll(project: ScratchProject): Promise<string> {
	const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
	await project.run("git", ["init", "--quiet", "--initial-branch=trunk"]);
	await project.run("git", ["add", "--all"]);
	await project.run("git", [...identity, "commit", "--quiet", "--message=All"]);
	return (await project.run("git", ["rev-parse", "HEAD"])).stdout.trim();
}
