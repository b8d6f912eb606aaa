import { Hono } from "hono";
import { cors } from "hono/cors";
import { HttpError } from "../httpError.ts";
import { METADATA_PATH, OAUTH_SCOPES } from "../oauth.ts";
import type { AppTypes } from "../services.ts";

/** Where agents sign in: the protected resource's metadata (RFC 9728). It is for everybody to read. */
export const oauthRoutes = new Hono<AppTypes>();

oauthRoutes.use(`${METADATA_PATH}/*`, cors());

// The path of the resource may follow; there is one resource here.
oauthRoutes.get(`${METADATA_PATH}/*`, (c) => {
	const { oauth } = c.env.services;
	if (!oauth)
		throw new HttpError(404, "not_found", "Nobody can sign in here: send a key. VAGUS_OAUTH_ISSUER is not set.");
	return c.json({
		resource: oauth.resource,
		resource_name: "Vagus",
		authorization_servers: [oauth.issuer],
		scopes_supported: Object.keys(OAUTH_SCOPES),
		bearer_methods_supported: ["header"],
	});
});
