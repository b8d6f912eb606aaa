/** What of a run's surroundings is compared; null where it is not known. */
export interface RunEnvironment {
	nodeVersion: string | null;
	packageManager: string | null;
	lockfileHash: string | null;
	branch: string;
	commitSha: string;
	metadata: Record<string, unknown>;
}

export interface EnvironmentDifference {
	name: string;
	ci: string;
	local: string;
}

/** Where the surroundings of two runs are known and differ, those first that most often make a test fail on one side. */
export function environmentDifferences(ci: RunEnvironment, local: RunEnvironment): EnvironmentDifference[] {
	return COMPARED.flatMap(([name, of]) => {
		const [here, there] = [of(ci), of(local)];
		return here !== null && there !== null && here !== there ? [{ name, ci: here, local: there }] : [];
	});
}

const COMPARED: [string, (run: RunEnvironment) => string | null][] = [
	["Node", (run) => run.nodeVersion],
	["lockfile", (run) => run.lockfileHash],
	["package manager", (run) => run.packageManager],
	["operating system", ({ metadata }) => textOf(metadata.os)],
	["architecture", ({ metadata }) => textOf(metadata.arch)],
	["branch", (run) => run.branch],
	// A CI may test what a merge into the target branch would be: other code than the commit's own.
	["checked out commit", ({ metadata, commitSha }) => (textOf(metadata.checkoutSha) ?? commitSha).slice(0, SHORT_SHA)],
];

const SHORT_SHA = 10;

function textOf(value: unknown): string | null {
	return typeof value === "string" && value !== "" ? value : null;
}
