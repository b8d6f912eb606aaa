import { Hono } from "hono";
import { z } from "zod";
import { createKey, listKeys, revokeKey } from "../../schema/keys.ts";
import { authorize } from "../authorize.ts";
import { HttpError } from "../httpError.ts";
import { parseBody } from "../parseBody.ts";
import { readJson } from "../readJson.ts";
import type { AppTypes } from "../services.ts";

const MAX_NAME = 100;

/** As browsers send it: without a path, and without the port that goes without saying. */
const origin = z
	.url({ protocol: /^https?$/, error: "must be an origin like https://app.example.com" })
	.transform((url) => new URL(url).origin);

export const newKey = z
	.strictObject({
		name: z.string().trim().min(1).max(MAX_NAME),
		scopes: z.array(z.enum(["ingest", "read", "agent", "admin"])).min(1),
		origins: z.array(origin).optional(),
		expiresAt: z.iso.datetime({ offset: true }).optional(),
	})
	.refine(({ scopes, origins }) => !origins || scopes.every((scope) => scope === "ingest"), {
		path: ["scopes"],
		message: "must be ingest alone where origins are given: a page shows its key to everyone who opens it",
	});

/** Keys over HTTP, for a server whose database no other process can open. */
export const keyRoutes = new Hono<AppTypes>();
// The path without anything below it, too.
keyRoutes.use("/api/keys/*", authorize("admin"));

keyRoutes.get("/api/keys", async (c) => c.json({ keys: await listKeys(c.env.services.db) }));

keyRoutes.post("/api/keys", async (c) => {
	const key = await createKey(c.env.services.db, parseBody(newKey, await readJson(c)));
	return c.json(key, 201);
});

keyRoutes.delete("/api/keys/:key", async (c) => {
	const revoked = await revokeKey(c.env.services.db, c.req.param("key"));
	if (!revoked) {
		throw new HttpError(
			404,
			"not_found",
			`No key "${c.req.param("key")}" is in use. \`vagus keys list\` shows all keys.`,
		);
	}
	return c.json({ revoked });
});
