import { Hono } from "hono";
import { z } from "zod";
import { idArgument } from "../../answers/idArgument.ts";
import { parseArguments } from "../../answers/parseArguments.ts";
import type { Database } from "../../schema/database.ts";
import { mergeGroups } from "../../schema/groups/decisions/mergeGroups.ts";
import { decideTemplates } from "../../schema/groups/decisions/pinTemplates.ts";
import { RefusedDecision } from "../../schema/groups/decisions/refusedDecision.ts";
import { type StatusDecision, setStatus } from "../../schema/groups/decisions/setStatus.ts";
import { splitGroup } from "../../schema/groups/decisions/splitGroup.ts";
import { authorize } from "../authorize.ts";
import { deferCatchUp } from "../deferCatchUp.ts";
import { HttpError } from "../httpError.ts";
import { parseBody } from "../parseBody.ts";
import { readJson } from "../readJson.ts";
import type { AppTypes } from "../services.ts";

/** What people decide about groups, and agents for them: it stands against all that is found later. */
export interface DecisionRoute {
	/** As OpenAPI writes it, with `{id}`. */
	path: string;
	summary: string;
	body: z.ZodObject;
	/** Returns the id of the group as it is then. */
	decide: (about: About, body: unknown) => Promise<string>;
}

interface About {
	db: Database;
	id: string;
	/** Who decides: the name of the key. */
	actor: string;
	at: Date;
}

const reason = z.string().trim().min(1).max(1_000).optional().describe("Kept with the decision");
const ids = (what: string) => z.array(idArgument(what)).min(1).max(100);

/** Every decision, in the order in which they are listed. */
export const decisions: DecisionRoute[] = [
	statusRoute("resolve", "An error is mended: seen again, it counts as regressed"),
	statusRoute("ignore", "An error is not to be shown as open, though it is seen"),
	statusRoute("reopen", "An error is open again"),
	route(
		"/api/error-groups/{id}/merge",
		"Put other error groups into this one, for good",
		z.strictObject({ groupIds: ids("Error groups that are the same error") }),
		({ db, id, actor }, { groupIds }) => mergeGroups(db, id, groupIds, actor),
	),
	route(
		"/api/error-groups/{id}/split",
		"Take contents out of an error group into a new one, for good",
		z.strictObject({ contentIds: ids("Contents of the group that are another error") }),
		({ db, id, actor }, { contentIds }) => splitGroup(db, id, contentIds, actor),
	),
	route(
		"/api/templates/{id}/merge",
		"Templates are of the statement that this one is of, for good",
		z.strictObject({ contentIds: ids("Templates of the same statement") }),
		async ({ db, id, actor }, { contentIds }) => {
			await decideTemplates(db, contentIds, id, actor);
			return id;
		},
	),
	route(
		"/api/templates/{id}/split",
		"A template is of no other one's statement, for good",
		z.strictObject({}),
		async ({ db, id, actor }) => {
			await decideTemplates(db, [id], null, actor);
			return id;
		},
	),
];

function statusRoute(decision: StatusDecision, summary: string): DecisionRoute {
	return route(`/api/error-groups/{id}/${decision}`, summary, z.strictObject({ reason }), ({ db, id, ...by }, body) =>
		setStatus(db, id, decision, { ...by, ...body }),
	);
}

function route<Body extends z.ZodObject>(
	path: string,
	summary: string,
	body: Body,
	decide: (about: About, body: z.output<Body>) => Promise<string>,
): DecisionRoute {
	return { path, summary, body, decide: (about, given) => decide(about, parseBody(body, given)) };
}

export const decisionArguments = z.strictObject({
	id: idArgument("Of an error group, or the content id of a template"),
});

/** Decisions over HTTP; what follows from one is done beside requests. */
export const decisionRoutes = new Hono<AppTypes>();

for (const { path, decide } of decisions) {
	decisionRoutes.post(path.replace("{id}", ":id"), authorize("agent"), async (c) => {
		const { services } = c.env;
		const { id } = parseArguments(decisionArguments, c.req.param());
		const about = { db: services.db, id, actor: c.get("caller").name, at: services.now() };
		const groupId = await decide(about, await readJson(c)).catch(refuse);
		deferCatchUp(services);
		return c.json({ groupId });
	});
}

function refuse(error: unknown): never {
	if (!(error instanceof RefusedDecision)) throw error;
	throw new HttpError(error.code === "not_found" ? 404 : 422, error.code, error.message);
}
