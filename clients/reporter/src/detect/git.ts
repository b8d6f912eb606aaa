import { execFile } from "node:child_process";
import { realpathSync } from "node:fs";

/** What git knows of a folder; what it does not know, or where there is no git, is null. */
export interface GitState {
	/** The work tree's topmost folder. */
	root: string | null;
	commit: string | null;
	branch: string | null;
	/** owner/name, of the remote. */
	repository: string | null;
	/** Whether tracked files differ from the commit. */
	dirty: boolean | null;
}

export async function gitState(folder: string): Promise<GitState> {
	const root = await git(folder, "rev-parse", "--show-toplevel");
	if (root === null) return { root: null, commit: null, branch: null, repository: null, dirty: null };
	const [commit, branch, url, changes] = await Promise.all([
		git(folder, "rev-parse", "--verify", "HEAD"),
		git(folder, "symbolic-ref", "--short", "--quiet", "HEAD"),
		remoteUrl(folder),
		git(folder, "status", "--porcelain", "--untracked-files=no"),
	]);
	return {
		root: realpathSync.native(root),
		commit,
		branch,
		repository: url && repositoryOf(url),
		dirty: changes === null ? null : changes !== "",
	};
}

/** `origin`, or the first remote where none has that name. */
async function remoteUrl(folder: string): Promise<string | null> {
	const origin = await git(folder, "remote", "get-url", "origin");
	if (origin) return origin;
	const [first] = (await git(folder, "remote"))?.split("\n") ?? [];
	return first ? git(folder, "remote", "get-url", first) : null;
}

/** The path of `https://host/owner/name.git`, `ssh://git@host:22/owner/name` or `git@host:owner/name.git`. */
export function repositoryOf(url: string): string | null {
	const [, path] = /^[a-z+]+:\/\/[^/]*\/(.+)$/i.exec(url) ?? /^(?:[^/@]+@)?[^/:]{2,}:(.+)$/.exec(url) ?? [];
	return path?.replace(/^\/+|(?:\.git)?\/*$/g, "") || null;
}

/** Whether it is a commit's hash, or enough of its beginning for the commit to be found by it. */
export function isCommitHash(text: string | null | undefined): text is string {
	return /^[0-9a-f]{7,64}$/i.test(text ?? "");
}

function git(folder: string, ...command: string[]): Promise<string | null> {
	// Nothing of this waits for another git, nor asks for anything.
	const env = { ...process.env, GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0" };
	return new Promise((done) => {
		execFile("git", command, { cwd: folder, env, timeout: 10_000, maxBuffer: 64 * 1024 * 1024 }, (error, out) =>
			done(error ? null : out.trim()),
		);
	});
}
