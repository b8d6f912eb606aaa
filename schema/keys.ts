import { createHash, randomBytes } from "node:crypto";
import type { Connection } from "./database.ts";

export type KeyScope = "ingest" | "read" | "agent" | "admin";

export interface NewKey {
	/** What the key is for. Several keys may share a name, so that one can replace another without a gap. */
	name: string;
	scopes: KeyScope[];
	/** Web origins that a browser may use it from; left out for a key that is no browser's. */
	origins?: string[];
	/** ISO 8601. */
	expiresAt?: string;
}

/** Makes a key. It is returned this once: the database keeps its SHA-256 alone. */
export async function createKey(db: Connection, wanted: NewKey): Promise<{ keyId: string; key: string }> {
	const keyId = `key_${randomBytes(8).toString("hex")}`;
	// 256 bits: a plain, fast digest is safe for a secret that cannot be guessed.
	const key = `vgs_${randomBytes(32).toString("base64url")}`;
	await db.query(CREATE, [
		keyId,
		wanted.name,
		digest(key),
		wanted.scopes,
		wanted.origins ?? null,
		wanted.expiresAt ?? null,
	]);
	return { keyId, key };
}

const CREATE = `
	INSERT INTO api_keys (key_id, name, key_hash, scopes, origins, expires_at)
	VALUES ($1, $2, $3::bytea, $4::text[], $5::text[], $6::timestamptz)`;

export interface KnownKey {
	keyId: string;
	name: string;
	scopes: KeyScope[];
	origins: string[] | null;
}

/** Finds who a key belongs to and notes its use; null where it is unknown, revoked or expired. */
export async function findKey(db: Connection, key: string): Promise<KnownKey | null> {
	const [row] = await db.query<KnownKey & { toNote: boolean }>(FIND, [digest(key)], "find_key");
	if (!row) return null;
	const { toNote, ...known } = row;
	if (toNote) await db.query(TOUCH, [known.keyId]);
	return known;
}

// Of a database that is read-only, questions are answered still.
const FIND = `
	SELECT key_id AS "keyId", name, scopes, origins,
		NOT coalesce(last_used_at > now() - interval '1 minute', false)
			AND NOT current_setting('transaction_read_only')::boolean AS "toNote"
	FROM api_keys
	WHERE key_hash = $1::bytea AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`;

// At most once a minute, and by one of the requests that arrive together: a row written by each would be a bottleneck.
const TOUCH = `
	UPDATE api_keys SET last_used_at = now()
	WHERE key_id IN (
		SELECT key_id FROM api_keys
		WHERE key_id = $1 AND (last_used_at IS NULL OR last_used_at <= now() - interval '1 minute')
		FOR UPDATE SKIP LOCKED)`;

export interface ListedKey extends KnownKey {
	createdAt: string;
	expiresAt: string | null;
	revokedAt: string | null;
	lastUsedAt: string | null;
}

/** All keys, those that ended too, newest first. */
export async function listKeys(db: Connection): Promise<ListedKey[]> {
	return db.query<ListedKey>(LIST);
}

const LIST = `
	SELECT key_id AS "keyId", name, scopes, origins, created_at AS "createdAt", expires_at AS "expiresAt",
		revoked_at AS "revokedAt", last_used_at AS "lastUsedAt"
	FROM api_keys
	ORDER BY created_at DESC, key_id`;

/** Ends the key of this id, or every key of this name. Returns the ids that ended now; null where there is none. */
export async function revokeKey(db: Connection, idOrName: string): Promise<{ keyIds: string[] } | null> {
	const rows = await db.query<{ keyId: string }>(REVOKE, [idOrName]);
	return rows.length > 0 ? { keyIds: rows.map((row) => row.keyId) } : null;
}

const REVOKE = `
	UPDATE api_keys SET revoked_at = now()
	WHERE revoked_at IS NULL AND (key_id = $1 OR name = $1)
	RETURNING key_id AS "keyId"`;

function digest(key: string): Uint8Array {
	return createHash("sha256").update(key).digest();
}
