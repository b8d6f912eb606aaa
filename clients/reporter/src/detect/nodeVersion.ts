import { execFile } from "node:child_process";
import { delimiter, dirname, join } from "node:path";

/**
 * The version of the Node that a project's tools run on, such as `24.1.0`. What reports may run on another one, which
 * is taken only where there is none to ask.
 */
export async function nodeVersion(folder: string, env: Record<string, string | undefined>): Promise<string> {
	const told = await askNode(folder, { ...env, PATH: toolPath(folder, env.PATH ?? "") });
	return /^v?(\d+\.\d+\.\d+\S*)$/.exec(told)?.[1] ?? process.versions.node;
}

/**
 * PATH as npm, npx and other package managers make it for a tool of the folder: the programs of its dependencies come
 * first. Those in front of this process are of the package that brought the reporter.
 */
function toolPath(folder: string, path: string): string {
	const others = path.split(delimiter).filter((entry) => !/[\\/]node_modules[\\/]\.bin[\\/]?$/.test(entry));
	return [...upwards(folder).map((each) => join(each, "node_modules", ".bin")), ...others].join(delimiter);
}

function upwards(folder: string): string[] {
	const above = dirname(folder);
	return above === folder ? [folder] : [folder, ...upwards(above)];
}

/** What it prints; nothing where it does not run. */
function askNode(folder: string, env: NodeJS.ProcessEnv): Promise<string> {
	return new Promise((done) => {
		execFile("node", ["--version"], { cwd: folder, env, timeout: 10_000 }, (error, out) =>
			done(error ? "" : out.trim()),
		);
	});
}
