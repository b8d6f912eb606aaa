/** A refusal: what the caller sees, in whatever form the route answers in. */
export class HttpError extends Error {
	readonly status: HttpStatus;
	/** Stable word for programs. */
	readonly code: string;
	readonly headers: Record<string, string>;
	/** Further members of the problem document. */
	readonly members: Record<string, unknown>;

	constructor(
		status: HttpStatus,
		code: string,
		detail: string,
		more: { headers?: Record<string, string>; members?: Record<string, unknown>; cause?: unknown } = {},
	) {
		super(detail, { cause: more.cause });
		this.status = status;
		this.code = code;
		this.headers = more.headers ?? {};
		this.members = more.members ?? {};
	}
}

export type HttpStatus = 400 | 401 | 403 | 404 | 405 | 408 | 409 | 413 | 415 | 422 | 429 | 500 | 503;
