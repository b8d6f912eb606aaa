import { expect, onTestFinished, test } from "vitest";
import { commitAll, scratchProject } from "../../test/support/scratchProject.ts";
import { gitState, repositoryOf } from "./git.ts";

test.each([
	["https://github.com/acme/shop.git", "acme/shop"],
	["https://github.com/acme/shop", "acme/shop"],
	["https://user:token@gitlab.example.com:8443/group/sub/shop.git/", "group/sub/shop"],
	["ssh://git@github.com:22/acme/shop.git", "acme/shop"],
	["git@github.com:acme/shop.git", "acme/shop"],
	["github.com:acme/shop.git", "acme/shop"],
	["/srv/git/shop.git", null],
	["C:\\git\\shop", null],
	["", null],
])("the repository of %j is %j", (url, repository) => {
	expect(repositoryOf(url)).toBe(repository);
});

test("a work tree has its root, commit, branch, repository, and whether it is changed", async () => {
	const project = scratchProject({ "src/a.ts": "one\n", ".gitignore": "node_modules\n" });
	onTestFinished(project.remove);
	const commit = await commitAll(project);
	await project.run("git", ["remote", "add", "upstream", "git@github.com:acme/shop.git"]);
	const state = { root: project.root, commit, branch: "trunk", repository: "acme/shop", dirty: false };
	expect(await gitState(`${project.root}/src`)).toEqual(state);

	project.write({ "new.ts": "" });
	expect(await gitState(project.root)).toEqual(state);
	project.write({ "src/a.ts": "two\n" });
	await project.run("git", ["remote", "add", "origin", "https://github.com/me/shop.git"]);
	await project.run("git", ["checkout", "--quiet", "--detach"]);
	expect(await gitState(project.root)).toEqual({ ...state, branch: null, repository: "me/shop", dirty: true });
});

test("a repository without a commit, and a folder without a repository", async () => {
	const project = scratchProject();
	onTestFinished(project.remove);
	const nothing = { root: null, commit: null, branch: null, repository: null, dirty: null };
	expect(await gitState(project.root)).toEqual(nothing);
	await project.run("git", ["init", "--quiet", "--initial-branch=trunk"]);
	expect(await gitState(project.root)).toMatchObject({ root: project.root, commit: null, branch: "trunk" });
});
