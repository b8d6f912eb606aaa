import { verify } from "@octokit/webhooks-methods";
import { Hono } from "hono";
import { rowsOf } from "../../core/builds/buildRows.ts";
import { githubEvents } from "../../core/builds/githubEvents.ts";
import { writeBuildEvents } from "../../schema/write/writeBuildEvents.ts";
import { deferCatchUp } from "../deferCatchUp.ts";
import { HttpError } from "../httpError.ts";
import { readBody } from "../readBody.ts";
import type { AppTypes } from "../services.ts";

/** GitHub's webhooks: their signature is their key. https://docs.github.com/en/webhooks */
export const githubWebhookRoutes = new Hono<AppTypes>();

githubWebhookRoutes.post("/v1/webhooks/github", async (c) => {
	const { db, limits, now, github } = c.env.services;
	const secret = github?.webhookSecret;
	const signature = c.req.header("x-hub-signature-256");
	if (!secret || !signature) throw unsigned(Boolean(secret));
	const body = decode(await readBody(c, limits));
	if (!(await verify(secret, body, signature).catch(() => false))) throw unsigned(true);
	const name = c.req.header("x-github-event") ?? "";
	const delivery = githubEvents(name, parse(body), now());
	if ("ignored" in delivery) return c.json({ event: name, written: 0, ignored: delivery.ignored }, 202);
	const rows = rowsOf(delivery.events);
	const written = await writeBuildEvents(db, rows);
	if (rows.contents.size > 0) deferCatchUp(c.env.services);
	return c.json({ event: name, written: written.length }, written.length > 0 ? 201 : 200);
});

function unsigned(configured: boolean): HttpError {
	return new HttpError(
		401,
		"bad_signature",
		configured
			? "The delivery's X-Hub-Signature-256 is missing or not of this server's VAGUS_GITHUB_WEBHOOK_SECRET."
			: "This server takes no webhooks: VAGUS_GITHUB_WEBHOOK_SECRET is not set.",
	);
}

function decode(body: Uint8Array): string {
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(body);
	} catch (error) {
		throw new HttpError(400, "invalid_json", "The body is not UTF-8.", { cause: error });
	}
}

function parse(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch (error) {
		throw new HttpError(
			400,
			"invalid_json",
			"The body is not JSON: set the webhook's content type to application/json.",
			{
				cause: error,
			},
		);
	}
}
