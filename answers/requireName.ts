import { nearest } from "../core/text/nearest.ts";
import type { Connection } from "../schema/database.ts";
import { AnswerError } from "./answerError.ts";
import { knownNames, type Named } from "./knownNames.ts";
import { didYouMean } from "./parseArguments.ts";

/**
 * Throws where nothing is known of a name, of whichever of these kinds, with the names that may have been meant. A
 * branch is one of `repository`, where that is given.
 */
export async function requireName(db: Connection, name: string, named: Named[], repository?: string): Promise<void> {
	const known: string[] = [];
	for (const kind of named) known.push(...(await knownNames(db, kind, repository)));
	if (known.includes(name)) return;
	const meant = nearest(name, known);
	const sentences = [
		`No ${named.join(" or ")}${repository === undefined ? "" : ` of ${repository}`} is named ${name}.`,
		...(await otherKinds(db, name, named)).map((kind) => ` It is the name of ${ARTICLES[kind]} ${kind}.`),
		didYouMean(meant) || listed(known),
	];
	throw new AnswerError("not_found", sentences.join(""), meant.length > 0 ? meant : known.slice(0, LISTED));
}

const ARTICLES: Record<Named, string> = {
	service: "a",
	environment: "an",
	repository: "a",
	branch: "a",
	host: "a",
	metric: "a",
};

/** What else has the name: it may have been given in another's place. */
async function otherKinds(db: Connection, name: string, named: Named[]): Promise<Named[]> {
	const found: Named[] = [];
	for (const kind of Object.keys(ARTICLES) as Named[]) {
		if (!named.includes(kind) && (await knownNames(db, kind)).includes(name)) found.push(kind);
	}
	return found;
}

const LISTED = 20;

function listed(known: string[]): string {
	if (known.length === 0) return " None is known yet.";
	const more = known.length > LISTED ? `, and ${known.length - LISTED} more` : "";
	return ` Known are ${known.slice(0, LISTED).join(", ")}${more}.`;
}
