/**
 * Whether PostgreSQL refused rows for what they are, as it would each time. Whatever else fails is taken for a fault of
 * the installation: one that is away, not migrated, or without rights may be in order again the next time.
 */
export function isFaultOfRows(error: unknown): boolean {
	return error instanceof Error && "code" in error && typeof error.code === "string" && SQLSTATE.test(error.code);
}

/** Classes 21 (cardinality), 22 (data), 23 (integrity) and 54 (program limits). */
const SQLSTATE = /^(?:21|22|23|54)[0-9A-Z]{3}$/;
